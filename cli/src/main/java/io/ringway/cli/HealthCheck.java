package io.ringway.cli;

import io.ringway.protocol.CheckMethod;
import io.ringway.protocol.HealthPolicy;

/**
 * The request that the servers of a group are asked for their health, and the responses that are
 * good. The ranges are those of {@link HealthPolicy}, which also says what is wrong with a value.
 *
 * @param host the {@code Host} of the request; empty for the address of the server
 * @param port that is asked; 0 for the one of the server
 * @param statuses the status codes that are good
 */
record HealthCheck(CheckMethod method, String path, String host, int port, String statuses) {

  /** Checks of a group whose file says nothing that Ringway knows. */
  static final HealthCheck USUAL =
      new HealthCheck(CheckMethod.GET, "/", "", 0, HealthPolicy.DEFAULT.statuses());

  HealthCheck {
    HealthPolicy usual = HealthPolicy.DEFAULT;
    HealthPolicy checked =
        new HealthPolicy(
                path, usual.intervalMillis(), usual.timeoutMillis(), usual.fall(), usual.rise())
            .asking(method, host, port, statuses);
    checked.checkHost();
    host = checked.host();
    statuses = checked.statuses();
  }

  HealthCheck by(CheckMethod newMethod) {
    return new HealthCheck(newMethod, path, host, port, statuses);
  }

  HealthCheck of(String newPath) {
    return new HealthCheck(method, newPath, host, port, statuses);
  }

  HealthCheck at(String newHost) {
    return new HealthCheck(method, path, newHost, port, statuses);
  }

  HealthCheck on(int newPort) {
    return new HealthCheck(method, path, host, newPort, statuses);
  }

  HealthCheck accepting(String newStatuses) {
    return new HealthCheck(method, path, host, port, newStatuses);
  }

  @Override
  public String toString() {
    return method
        + " "
        + path
        + (host.isEmpty() ? "" : " with Host " + host)
        + (port == 0 ? "" : " at port " + port)
        + (statuses.equals(USUAL.statuses) ? "" : ", good: " + statuses);
  }
}
