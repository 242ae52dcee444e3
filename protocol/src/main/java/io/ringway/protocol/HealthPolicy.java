package io.ringway.protocol;

/**
 * Active health checks.
 *
 * @param path what is asked for with GET, starts with a slash; any 2xx or 3xx answer is good
 * @param intervalMillis time between two checks of one server, 100 to 3,600,000 ms; jittered by ten
 *     percent
 * @param timeoutMillis a slower answer is a failure, 50 to 60,000 ms
 * @param fall failures in a row that take a server out, 1 to 10
 * @param rise successes in a row that bring it back, 1 to 10
 */
public record HealthPolicy(String path, int intervalMillis, int timeoutMillis, int fall, int rise) {

  /** A dead server is out within about a second. */
  public static final HealthPolicy DEFAULT = new HealthPolicy("/heartbeat", 500, 1_000, 2, 2);

  /** Checks the ranges. */
  public HealthPolicy {
    Require.path("health check path", path);
    Require.range("health check interval in ms", intervalMillis, 100, 3_600_000);
    Require.range("health check timeout in ms", timeoutMillis, 50, 60_000);
    Require.range("number of failures that take a server out", fall, 1, 10);
    Require.range("number of successes that bring a server back", rise, 1, 10);
  }
}
