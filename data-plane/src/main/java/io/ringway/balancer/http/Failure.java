package io.ringway.balancer.http;

/**
 * The reasons for which the balancer responds itself, each with its status and a sentence for
 * people.
 */
public enum Failure {
  BAD_START_LINE(400, "bad-start-line", "The first line of the request is not well-formed.", true),
  BAD_LINE_END(400, "bad-line-end", "A line of the head does not end with CR LF.", true),
  BAD_CHARACTER(400, "bad-character", "The head has a control character.", true),
  BAD_TARGET(
      400,
      "bad-target",
      "The request target is not well-formed, or an https URL on a connection without TLS.",
      true),
  BAD_HEADER_NAME(400, "bad-header", "A header line has no well-formed name.", true),
  BAD_HOST(400, "bad-host", "Send exactly one well-formed Host header.", true),
  BAD_LENGTH(400, "bad-content-length", "Content-Length is not one plain number.", true),
  BAD_CODING(400, "bad-transfer-encoding", "The only transfer coding is chunked, once.", true),
  TWO_LENGTHS(400, "two-lengths", "Send Content-Length or Transfer-Encoding, not both.", true),
  BAD_CHUNK(400, "bad-chunk", "The chunked body is not well-formed.", true),
  TLS_EXPECTED(400, "tls-expected", "This port speaks TLS: use https.", true),
  METHOD_REFUSED(405, "method-refused", "CONNECT and TRACE are not served here.", true),
  HEAD_TIMEOUT(408, "head-timeout", "The request head took too long.", true),
  BODY_TIMEOUT(408, "body-timeout", "The request body took too long.", true),
  BODY_TOO_SLOW(408, "body-too-slow", "The request body came too slowly.", true),
  BODY_TOO_LARGE(413, "body-too-large", "The request body is larger than is taken here.", true),
  URI_TOO_LONG(414, "uri-too-long", "The request line is longer than is taken here.", true),
  MISDIRECTED(
      421, "misdirected", "This connection is for another host: ask over one of its own.", false),
  HEAD_TOO_LARGE(431, "head-too-large", "The request head is larger than is taken here.", true),
  TOO_MANY_HEADERS(431, "too-many-headers", "The request has too many header lines.", true),
  VERSION_REFUSED(505, "version-refused", "Only HTTP/1.0 and HTTP/1.1 are served here.", true),
  LOOP(508, "loop", "The request came through this balancer before.", false),
  NO_CONFIGURATION(
      503, "no-configuration", "The balancer has not received a configuration yet.", false),
  TOO_MANY_CONNECTIONS(
      503, "too-many-connections", "The balancer has as many connections as it may have.", true),
  OUT_OF_MEMORY(
      503, "out-of-memory", "The balancer has no memory for more requests at the moment.", true),
  NO_CLUSTER(404, "no-cluster", "No cluster serves this host and path.", false),
  NO_SERVER(503, "no-server", "No server of the cluster can take the request now.", false),
  SERVER_CLOSED(
      502, "server-closed", "The server closed the connection without a response.", false),
  SERVER_TLS(502, "server-tls", "No server of the cluster could prove its identity.", false),
  BAD_RESPONSE(502, "bad-response", "The server's response is not well-formed HTTP.", false),
  RESPONSE_HEAD_TOO_LARGE(
      502, "response-head-too-large", "The server's head is larger than is taken here.", false),
  RESPONSE_TIMEOUT(504, "response-timeout", "The server did not respond in time.", false),
  TOTAL_TIMEOUT(504, "total-timeout", "The request took longer than its cluster allows.", false);

  public final int status;
  public final String reason;
  public final String detail;
  public final boolean closes;

  Failure(int status, String reason, String sentence, boolean closes) {
    this.status = status;
    this.reason = reason;
    this.detail = sentence;
    this.closes = closes;
  }

  /** Returns whether the same request may succeed in a moment. */
  public boolean temporary() {
    return status == 503;
  }

  /** Returns the reason phrase of the status. */
  public String phrase() {
    return switch (status) {
      case 400 -> "Bad Request";
      case 404 -> "Not Found";
      case 405 -> "Method Not Allowed";
      case 408 -> "Request Timeout";
      case 413 -> "Content Too Large";
      case 414 -> "URI Too Long";
      case 421 -> "Misdirected Request";
      case 431 -> "Request Header Fields Too Large";
      case 502 -> "Bad Gateway";
      case 503 -> "Service Unavailable";
      case 504 -> "Gateway Timeout";
      case 505 -> "HTTP Version Not Supported";
      case 508 -> "Loop Detected";
      default -> "Error";
    };
  }
}
