package io.ringway.balancer.proxy;

/**
 * The limits of a response's head, its first line included.
 *
 * @param head bytes of the whole head, 1,024 to 1,048,576
 * @param headers header lines, 10 to 1,000
 */
public record ResponseLimits(int head, int headers) {

  /** Room for servers that set many cookies or long policies. */
  public static final ResponseLimits DEFAULT = new ResponseLimits(64 << 10, 200);

  /** Checks the ranges. */
  public ResponseLimits {
    Limits.range("head of a response", head, 1 << 10, 1 << 20);
    Limits.range("number of headers of a response", headers, 10, 1_000);
  }
}
