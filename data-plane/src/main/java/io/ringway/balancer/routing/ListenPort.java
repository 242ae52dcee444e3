package io.ringway.balancer.routing;

/**
 * A port that clusters listen on.
 *
 * @param number as in {@code Listen}: 0 for the main port
 * @param tls whether it speaks TLS
 */
public record ListenPort(int number, boolean tls) {

  /** The main port; the TLS port serves the same clusters. */
  public static final ListenPort MAIN = new ListenPort(0, false);
}
