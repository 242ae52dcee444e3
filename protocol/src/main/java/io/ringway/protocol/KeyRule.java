package io.ringway.protocol;

/**
 * Where the key of a request is looked for. Rules are an ordered list: the first that yields a
 * value decides.
 */
public sealed interface KeyRule {

  /** The value of a request header; names compare without case. */
  record Header(String name) implements KeyRule {
    /** Checks the name. */
    public Header {
      Require.token("header name of a key rule", name, 128);
    }
  }

  /** The value of a cookie; names compare with case. */
  record Cookie(String name) implements KeyRule {
    /** Checks the name. */
    public Cookie {
      Require.token("cookie name of a key rule", name, 128);
    }
  }

  /** The raw, undecoded value of a query parameter. */
  record Query(String name) implements KeyRule {
    /** Checks the name. */
    public Query {
      Require.text("query parameter of a key rule", name, 128);
    }
  }

  /** The raw path without the query. */
  record Path() implements KeyRule {}

  /**
   * The raw path cut after a number of segments: {@code /a/b/c} with two segments is {@code /a/b}.
   */
  record PathPrefix(int segments) implements KeyRule {
    /** Checks the range. */
    public PathPrefix {
      Require.range("number of path segments of a key rule", segments, 1, 32);
    }
  }

  /** The Host of the request, in lower case, without the port. */
  record Host() implements KeyRule {}

  /** The request method. */
  record Method() implements KeyRule {}

  /** The address of the client as text. */
  record ClientAddress() implements KeyRule {}
}
