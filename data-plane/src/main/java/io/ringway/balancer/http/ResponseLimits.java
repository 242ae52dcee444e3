package io.ringway.balancer.http;

/**
 * The limits of a response's head, its first line included.
 *
 * @param head bytes of the whole head, 1,024 to 1,048,576
 * @param headers number of fields, 10 to 1,000
 */
public record ResponseLimits(int head, int headers) {

  /** The defaults: room for many cookies or long policies. */
  public static final ResponseLimits DEFAULT = new ResponseLimits(64 << 10, 200);

  /** Checks the ranges. */
  public ResponseLimits {
    range("head of a response", head, 1 << 10, 1 << 20);
    range("number of headers of a response", headers, 10, 1_000);
  }

  // Not in Limits, whose defaults contain those above: each class would wait for the other.
  static void range(String what, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "The limit of the " + what + " is " + least + " to " + most + ", not " + value + ".");
    }
  }
}
