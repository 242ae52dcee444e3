package io.ringway.balancer.routing;

/**
 * A port that clusters are reached at.
 *
 * @param number as in {@code Listen}: 0 for the main port
 * @param tls whether it speaks TLS
 */
public record ListenPort(int number, boolean tls) {

  /** The main port, which the port with TLS goes with. */
  public static final ListenPort MAIN = new ListenPort(0, false);
}
