package io.ringway.protocol;

import com.fasterxml.jackson.annotation.JacksonInject;
import com.fasterxml.jackson.annotation.OptBoolean;

/**
 * How it is found out that a server cannot take requests: by asking it (checks), and by what
 * becomes of the requests that it gets (ejection).
 *
 * @param path what is asked for with GET, starts with a slash; any 2xx or 3xx answer is good
 * @param intervalMillis time between two checks of one server, 100 to 3,600,000 ms; jittered by ten
 *     percent
 * @param timeoutMillis a slower answer is a failure, 50 to 60,000 ms
 * @param fall failures in a row that take a server out, 1 to 10
 * @param rise successes in a row that bring it back, 1 to 10
 * @param ejectAfter requests in a row that a server fails until it is ejected, whatever its checks
 *     say, 1 to 1,000; 0 ejects none. A failed request is one without a whole answer, or answered
 *     with 5xx
 * @param ejectMillis how long the first ejection lasts, 100 to 3,600,000 ms; each that follows soon
 *     lasts twice as long, up to 32 times
 * @param maxEjectedPercent share of a cluster's servers that may be ejected at once, 0 to 100
 * @param panicPercent when fewer of a cluster's servers are up, health is ignored, 0 to 100; 0
 *     never ignores it
 */
public record HealthPolicy(
    String path,
    int intervalMillis,
    int timeoutMillis,
    int fall,
    int rise,
    @JacksonInject(value = Codec.EJECT_AFTER, useInput = OptBoolean.TRUE) int ejectAfter,
    @JacksonInject(value = Codec.EJECT_MILLIS, useInput = OptBoolean.TRUE) int ejectMillis,
    @JacksonInject(value = Codec.MAX_EJECTED, useInput = OptBoolean.TRUE) int maxEjectedPercent,
    @JacksonInject(value = Codec.PANIC, useInput = OptBoolean.TRUE) int panicPercent) {

  /** A dead server is out within about a second, one that fails all it gets after five requests. */
  public static final HealthPolicy DEFAULT = new HealthPolicy("/heartbeat", 500, 1_000, 2, 2);

  /** Checks the ranges. */
  public HealthPolicy {
    Require.path("health check path", path);
    Require.range("health check interval in ms", intervalMillis, 100, 3_600_000);
    Require.range("health check timeout in ms", timeoutMillis, 50, 60_000);
    Require.range("number of failures that take a server out", fall, 1, 10);
    Require.range("number of successes that bring a server back", rise, 1, 10);
    Require.range("number of failed requests that eject a server", ejectAfter, 0, 1_000);
    Require.range("time of an ejection in ms", ejectMillis, 100, 3_600_000);
    Require.range("share of servers that may be ejected in percent", maxEjectedPercent, 0, 100);
    Require.range("panic threshold in percent", panicPercent, 0, 100);
  }

  /** Checks as given, and the usual ejection. */
  public HealthPolicy(String path, int intervalMillis, int timeoutMillis, int fall, int rise) {
    this(path, intervalMillis, timeoutMillis, fall, rise, 5, 10_000, 50, 0);
  }

  /** The same with other rules of ejection. */
  public HealthPolicy ejecting(int after, int millis, int maxPercent) {
    return new HealthPolicy(
        path, intervalMillis, timeoutMillis, fall, rise, after, millis, maxPercent, panicPercent);
  }

  /** The same with another panic threshold. */
  public HealthPolicy panicking(int below) {
    return new HealthPolicy(
        path,
        intervalMillis,
        timeoutMillis,
        fall,
        rise,
        ejectAfter,
        ejectMillis,
        maxEjectedPercent,
        below);
  }

  /**
   * Whether so few servers are up that health is ignored: then the checks are more likely to be
   * wrong than the servers, and the few that are left would not bear the traffic of all.
   *
   * @param up how many can take requests
   * @param ready how many the operator wants to take requests
   */
  public boolean panics(int up, int ready) {
    return up < ready && up * 100L < (long) panicPercent * ready;
  }
}
