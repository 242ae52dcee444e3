package io.ringway.balancer.telemetry;

/**
 * What became of a port that is to be listened on.
 *
 * @param port its real number
 * @param tls whether it is to speak TLS
 * @param closed why it is not listened on, empty when it is
 */
public record PortState(int port, boolean tls, String closed) {

  /** Whether it is listened on. */
  public boolean open() {
    return closed.isEmpty();
  }
}
