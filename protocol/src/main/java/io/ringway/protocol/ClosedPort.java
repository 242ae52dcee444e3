package io.ringway.protocol;

/**
 * A port of a cluster that a balancer does not listen on, though the table in effect asks for it.
 *
 * @param port 1 to 65,535
 * @param reason why, and what to do, as a sentence without its end
 */
public record ClosedPort(int port, String reason) {
  /** Checks the range. */
  public ClosedPort {
    Require.range("closed port", port, 1, 65_535);
  }
}
