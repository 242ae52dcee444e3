package io.ringway.balancer.warmup;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** A kind of request that most traffic consists of. */
final class WarmUpRequest {

  private static final int KEYS = 64;

  /** A small response. */
  static final WarmUpRequest SMALL = new WarmUpRequest("GET", "small", 0, 100);

  /** A response that takes more than one read. */
  private static final WarmUpRequest LARGE = new WarmUpRequest("GET", "large", 0, 10 << 10);

  /** A request with a body, and a small response. */
  private static final WarmUpRequest UPLOAD = new WarmUpRequest("POST", "upload", 1 << 10, 100);

  static final List<WarmUpRequest> ALL = List.of(SMALL, LARGE, UPLOAD);

  final int requestBody;
  final int responseBody;
  private final String method;
  private final String path;
  private final byte[][] requests = new byte[KEYS][];
  private final byte[] response;

  private WarmUpRequest(String method, String path, int requestBody, int answerBody) {
    this.method = method;
    this.path = path;
    this.requestBody = requestBody;
    this.responseBody = answerBody;
    for (int key = 0; key < KEYS; key++) {
      requests[key] = bytes(requestHead(key), requestBody);
    }
    response = bytes(responseHead(), answerBody);
  }

  private String requestHead(int key) {
    String length = requestBody == 0 ? "" : "Content-Length: " + requestBody + "\r\n";
    return """
    %s /%s/%d/file.html?key=%d HTTP/1.1\r
    Host: 127.0.0.1\r
    User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0\r
    Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8\r
    Accept-Language: en\r
    Accept-Encoding: gzip, deflate\r
    Cookie: session=0123456789abcdef\r
    %s\r
    """
        .formatted(method, path, key, key, length);
  }

  private String responseHead() {
    return """
    HTTP/1.1 200 OK\r
    Server: warm-up\r
    Date: Thu, 01 Jan 1970 00:00:00 GMT\r
    Content-Type: text/html\r
    Content-Length: %d\r
    Connection: keep-alive\r
    \r
    """
        .formatted(responseBody);
  }

  private static byte[] bytes(String head, int body) {
    return (head + "x".repeat(body)).getBytes(StandardCharsets.US_ASCII);
  }

  /** Returns the request of a client that has sent this many. */
  byte[] request(int turn) {
    return requests[turn % KEYS];
  }

  /** Returns the server's response. */
  byte[] response() {
    return response;
  }

  /** Returns the kind of a request by its first bytes: a method, a space, a slash and a name. */
  static WarmUpRequest of(byte[] request) {
    if (request[0] == 'P') {
      return UPLOAD;
    }
    return request["GET /".length()] == 'l' ? LARGE : SMALL;
  }
}
