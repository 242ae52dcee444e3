package io.ringway.protocol;

import com.fasterxml.jackson.annotation.JacksonInject;
import com.fasterxml.jackson.annotation.OptBoolean;
import java.util.List;

/**
 * A source of the key of a request. Rules are an ordered list: the first that yields a value
 * decides.
 */
public sealed interface KeyRule {

  /**
   * The value of a request header, from the first line with the name; names are case-insensitive.
   *
   * @param firstElement whether only the part before the first comma counts, without blanks around
   *     it; a comma within double quotes does not end it (RFC 9110, section 5.6.1). HAProxy's
   *     {@code balance hdr(name)} reads lists such as {@code X-Forwarded-For} this way
   */
  record Header(
      String name,
      @JacksonInject(value = Codec.NOT_SAID, useInput = OptBoolean.TRUE) boolean firstElement)
      implements KeyRule {
    /** Checks the name. */
    public Header {
      Validation.token("header name of a key rule", name, 128);
    }

    /** Creates a rule for the whole value. */
    public Header(String name) {
      this(name, false);
    }
  }

  /** The value of a cookie; names are case-sensitive. */
  record Cookie(String name) implements KeyRule {
    /** Checks the name. */
    public Cookie {
      Validation.token("cookie name of a key rule", name, 128);
    }
  }

  /** The raw, undecoded value of a query parameter. */
  record Query(String name) implements KeyRule {
    /** Checks the name. */
    public Query {
      Validation.text("query parameter of a key rule", name, 128);
    }
  }

  /** The raw path without the query. */
  record Path() implements KeyRule {}

  /**
   * The raw path truncated after a number of segments: {@code /a/b/c} with two segments is {@code
   * /a/b}.
   */
  record PathPrefix(int segments) implements KeyRule {
    /** Checks the range. */
    public PathPrefix {
      Validation.range("number of path segments of a key rule", segments, 1, 32);
    }
  }

  /** The Host of the request, in lower case, without the port. */
  record Host() implements KeyRule {}

  /** The request method. */
  record Method() implements KeyRule {}

  /** The address of the client as text. */
  record ClientAddress() implements KeyRule {}

  /** The raw path with the query, as the client sent it: nginx's {@code $request_uri}. */
  record RequestUri() implements KeyRule {}

  /**
   * The path with percent-encoded bytes decoded, double slashes merged, {@code .} and {@code ..}
   * resolved, without the query: nginx's {@code $uri}.
   */
  record NormalPath() implements KeyRule {}

  /** A fixed text, as a part of {@link Joined}. */
  record Literal(String text) implements KeyRule {
    /** Checks the length. Blanks are allowed, for example to separate two parts. */
    public Literal {
      Validation.range("length of a fixed text of a key rule", text.length(), 1, 1_024);
    }
  }

  /**
   * The concatenated values of several rules, without separators. A part that yields no value is
   * left out. There is no value when only fixed texts remain.
   *
   * @param parts 1 to 16, none of them joined itself
   */
  record Joined(List<KeyRule> parts) implements KeyRule {
    /** Checks the parts. */
    public Joined {
      parts = List.copyOf(parts);
      Validation.range("number of parts of a joined key rule", parts.size(), 1, 16);
      if (parts.stream().anyMatch(Joined.class::isInstance)) {
        throw new IllegalArgumentException(
            "A joined key rule has a part that is joined itself: list all parts in one.");
      }
    }
  }
}
