package io.ringway.balancer.exchange;

/**
 * The minimum rate of a body between the balancer and a client.
 *
 * @param bytesPerSecond on average, 0 to 1,000,000,000; with 0, one byte within the timeout is
 *     enough
 * @param graceMillis how far a request's body may fall behind from its first byte on, 100 to
 *     3,600,000 ms
 */
public record MinimumRate(int bytesPerSecond, int graceMillis) {

  /** The default: slower than any modem. A body at one byte a second ends after the grace. */
  public static final MinimumRate DEFAULT = new MinimumRate(240, 10_000);

  /** Checks the ranges. */
  public MinimumRate {
    if (bytesPerSecond < 0 || bytesPerSecond > 1_000_000_000) {
      throw new IllegalArgumentException(
          "The minimum rate is 0 to 1000000000 bytes a second, not " + bytesPerSecond + ".");
    }
    if (graceMillis < 100 || graceMillis > 3_600_000) {
      throw new IllegalArgumentException(
          "The grace of the minimum rate is 100 to 3600000 ms, not " + graceMillis + ".");
    }
  }
}
