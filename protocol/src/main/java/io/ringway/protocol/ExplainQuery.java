package io.ringway.protocol;

import java.util.List;

/** A query to a routing table: where a key or a request goes. */
public sealed interface ExplainQuery {

  /** The maximum length of a key in characters: a header section has no room for more. */
  int MAX_KEY = 32_768;

  /**
   * A query for a key.
   *
   * @param cluster name of the cluster
   * @param key its UTF-8 form is the key; it may be empty
   */
  record Key(String cluster, String key) implements ExplainQuery {
    /** Checks the ranges. */
    public Key {
      Validation.text("cluster", cluster, 63);
      if (key.length() > MAX_KEY) {
        throw new IllegalArgumentException(
            "A key has at most 32,768 characters, this one has " + key.length() + ".");
      }
    }
  }

  /**
   * A query for a whole request: its cluster is found by port, host and path, then its key by the
   * rules of the cluster.
   *
   * @param port the port that receives it, as in {@link Listen}: 0 for the main port
   * @param method such as {@code GET}
   * @param host name or address with or without a port; empty when the request has none
   * @param target path and query, starting with a slash
   * @param headers at most 100, without Host
   * @param client address of the client as text
   */
  record Request(
      int port, String method, String host, String target, List<Header> headers, String client)
      implements ExplainQuery {

    /** Refuses a request to which the balancer would respond with 400, 414 or 431. */
    public Request {
      Validation.range("port of a request", port, 0, 65_535);
      Validation.token("method of a request", method, 32);
      if (host.length() > 262 || !visible(host)) {
        throw new IllegalArgumentException(
            "'" + host + "' is no host: give a name or an address, with :port if there is one.");
      }
      if (target.isEmpty() || target.length() > 8_000 || target.charAt(0) != '/') {
        throw new IllegalArgumentException(
            "Give the path and query of the request, such as /cart?id=7, at most 8,000"
                + " characters.");
      }
      if (!visible(target)) {
        throw new IllegalArgumentException(
            "Encode what is not visible ASCII in the path and query: a space as %20.");
      }
      headers = List.copyOf(headers);
      Validation.range("number of headers", headers.size(), 0, 100);
      Validation.text("client address", client, 64);
      if (!visible(client)) {
        throw new IllegalArgumentException("'" + client + "' is no address of a client.");
      }
    }

    private static boolean visible(String text) {
      return text.chars().allMatch(c -> c > 0x20 && c < 0x7f);
    }
  }

  /**
   * A header field of a request.
   *
   * @param name case-insensitive
   * @param value without line ends; its UTF-8 form is what the balancer reads
   */
  record Header(String name, String value) {
    /** Refuses a field to which the balancer would respond with 400. */
    public Header {
      Validation.token("name of a header", name, 128);
      if (value.length() > MAX_KEY || value.chars().anyMatch(c -> c < ' ' && c != '\t')) {
        throw new IllegalArgumentException(
            "The header '"
                + name
                + "' has a line end or another control character, or more than 32,768 characters.");
      }
    }
  }
}
