package io.ringway.balancer.http;

/**
 * The size limits of messages.
 *
 * @param requestLine bytes of the first line, 256 to 65,536
 * @param head bytes of the whole head, 1,024 to 1,048,576 and no less than the first line's
 * @param headers number of fields, 10 to 1,000
 * @param body bytes of the body without its framing, 0 to {@link Long#MAX_VALUE}, which is no limit
 * @param response the limits of the heads of responses
 */
public record Limits(int requestLine, int head, int headers, long body, ResponseLimits response) {

  /** The defaults: the same as in common servers, and bodies of any size. */
  public static final Limits DEFAULT = new Limits(8 << 10, 32 << 10, 100, Long.MAX_VALUE);

  /** Checks the ranges. */
  public Limits {
    ResponseLimits.range("request line", requestLine, 256, 64 << 10);
    ResponseLimits.range("head", head, 1 << 10, 1 << 20);
    ResponseLimits.range("number of headers", headers, 10, 1_000);
    if (head < requestLine) {
      throw new IllegalArgumentException(
          "The limit of the head, "
              + head
              + " bytes, is below that of the request line, "
              + requestLine
              + ".");
    }
    if (body < 0) {
      throw new IllegalArgumentException("The limit of the body cannot be " + body + " bytes.");
    }
  }

  /** Creates limits with the default ones for responses. */
  public Limits(int requestLine, int head, int headers, long body) {
    this(requestLine, head, headers, body, ResponseLimits.DEFAULT);
  }
}
