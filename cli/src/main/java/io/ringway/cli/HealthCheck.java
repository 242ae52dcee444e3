package io.ringway.cli;

import io.ringway.protocol.CheckMethod;
import io.ringway.protocol.HealthPolicy;

/**
 * The health check request of a group's servers and the responses that count as success. The ranges
 * are those of {@link HealthPolicy}, which also reports invalid values.
 *
 * @param host the {@code Host} of the request; empty for the address of the server
 * @param port of the request; 0 for the one of the server
 * @param statuses the status codes that count as success
 */
record HealthCheck(CheckMethod method, String path, String host, int port, String statuses) {

  /** The default check, for a group whose file configures nothing that Ringway knows. */
  static final HealthCheck DEFAULT =
      new HealthCheck(CheckMethod.GET, "/", "", 0, HealthPolicy.DEFAULT.statuses());

  HealthCheck {
    HealthPolicy usual = HealthPolicy.DEFAULT;
    HealthPolicy checked =
        new HealthPolicy(
                path, usual.intervalMillis(), usual.timeoutMillis(), usual.fall(), usual.rise())
            .withRequest(method, host, port, statuses);
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
        + (statuses.equals(DEFAULT.statuses) ? "" : ", good: " + statuses);
  }
}
