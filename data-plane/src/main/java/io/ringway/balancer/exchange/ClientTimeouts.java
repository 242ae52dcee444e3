package io.ringway.balancer.exchange;

/**
 * The timeouts for clients, in milliseconds.
 *
 * @param headMillis for a request head from its first byte, and for the first byte of a new
 *     connection, 100 to 3,600,000; then 408
 * @param idleMillis between two requests on a connection, 100 to 3,600,000; then it is closed
 * @param tunnelIdleMillis for a tunnel without a byte in either direction, 100 to 86,400,000; then
 *     it is closed
 * @param rate the minimum rate for request bodies and for reading responses
 */
public record ClientTimeouts(
    int headMillis, int idleMillis, int tunnelIdleMillis, MinimumRate rate) {

  /**
   * The defaults: short for heads, longer than common clients keep a connection, long for tunnels.
   */
  public static final ClientTimeouts DEFAULT = new ClientTimeouts(10_000, 75_000, 300_000);

  /** Checks the ranges. */
  public ClientTimeouts {
    range("a request head", headMillis, 3_600_000);
    range("an idle connection", idleMillis, 3_600_000);
    range("an idle tunnel", tunnelIdleMillis, 86_400_000);
  }

  /** Creates timeouts with the default minimum rate. */
  public ClientTimeouts(int headMillis, int idleMillis, int tunnelIdleMillis) {
    this(headMillis, idleMillis, tunnelIdleMillis, MinimumRate.DEFAULT);
  }

  private static void range(String what, int value, int most) {
    if (value < 100 || value > most) {
      throw new IllegalArgumentException(
          "The timeout of " + what + " is 100 to " + most + " ms, not " + value + ".");
    }
  }
}
