package io.ringway.protocol;

import com.fasterxml.jackson.annotation.JacksonInject;
import com.fasterxml.jackson.annotation.OptBoolean;
import io.ringway.protocol.address.Network;
import java.util.regex.Pattern;

/**
 * The rules by which a server counts as unable to take requests: active checks, and ejection after
 * failed requests.
 *
 * @param path the path of the check request, starts with a slash
 * @param intervalMillis time between two checks of one server, 100 to 3,600,000 ms; jittered by ten
 *     percent
 * @param timeoutMillis a slower response is a failure, 50 to 60,000 ms
 * @param fall failures in a row that mark a server as down, 1 to 10
 * @param rise successes in a row that mark it as up again, 1 to 10
 * @param ejectAfter failed requests in a row after which a server is ejected, whatever its checks
 *     say, 1 to 1,000; 0 ejects none. A failed request is one without a complete response, or with
 *     a 5xx status
 * @param ejectMillis how long the first ejection lasts, 100 to 3,600,000 ms; each that follows soon
 *     lasts twice as long, up to 32 times
 * @param maxEjectedPercent share of a cluster's servers that may be ejected at once, 0 to 100
 * @param panicPercent when fewer of a cluster's servers are up, health is ignored, 0 to 100; 0
 *     never ignores it
 * @param method of the check request
 * @param host the {@code Host} of that request, with or without a port, 259 characters at most;
 *     with TLS its name is also the server name (SNI) that the server's certificate has to prove.
 *     Empty: the name or address of the server
 * @param port of the check request, 1 to 65,535; 0 for the port of the server
 * @param statuses the status codes that count as success, as {@link StatusRanges}
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
    @JacksonInject(value = Codec.PANIC, useInput = OptBoolean.TRUE) int panicPercent,
    @JacksonInject(value = Codec.CHECK_METHOD, useInput = OptBoolean.TRUE) CheckMethod method,
    @JacksonInject(value = Codec.NO_TEXT, useInput = OptBoolean.TRUE) String host,
    @JacksonInject(value = Codec.CHECK_PORT, useInput = OptBoolean.TRUE) int port,
    @JacksonInject(value = Codec.CHECK_STATUSES, useInput = OptBoolean.TRUE) String statuses) {

  /** A name, an IPv4 address, or an IPv6 address in brackets, and a port. */
  private static final Pattern HOST =
      Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[0-9A-Za-z._~-]{1,253})(:[0-9]{1,5})?");

  private static final String DEFAULT_STATUSES = "200-399";

  /**
   * The default policy. A dead server is down within about a second, one that fails every request
   * after five requests.
   */
  public static final HealthPolicy DEFAULT = new HealthPolicy("/heartbeat", 500, 1_000, 2, 2);

  /** Checks the ranges. */
  public HealthPolicy {
    Validation.path("health check path", path);
    Validation.range("health check interval in ms", intervalMillis, 100, 3_600_000);
    Validation.range("health check timeout in ms", timeoutMillis, 50, 60_000);
    Validation.range("number of failures that take a server out", fall, 1, 10);
    Validation.range("number of successes that bring a server back", rise, 1, 10);
    Validation.range("number of failed requests that eject a server", ejectAfter, 0, 1_000);
    Validation.range("time of an ejection in ms", ejectMillis, 100, 3_600_000);
    Validation.range("share of servers that may be ejected in percent", maxEjectedPercent, 0, 100);
    Validation.range("panic threshold in percent", panicPercent, 0, 100);
    host = host.strip();
    if (!host.isEmpty() && !HOST.matcher(host).matches()) {
      throw noHost(host);
    }
    Validation.range("port of health checks", port, 0, 65_535);
    statuses = StatusRanges.parse(statuses).toString();
  }

  /** Creates a policy with these checks and the default ejection. */
  public HealthPolicy(String path, int intervalMillis, int timeoutMillis, int fall, int rise) {
    this(
        path,
        intervalMillis,
        timeoutMillis,
        fall,
        rise,
        5,
        10_000,
        50,
        0,
        CheckMethod.GET,
        "",
        0,
        DEFAULT_STATUSES);
  }

  /** Returns a copy with other rules of ejection. */
  public HealthPolicy withEjection(int after, int millis, int maxPercent) {
    return new HealthPolicy(
        path,
        intervalMillis,
        timeoutMillis,
        fall,
        rise,
        after,
        millis,
        maxPercent,
        panicPercent,
        method,
        host,
        port,
        statuses);
  }

  /** Returns a copy with another panic threshold. */
  public HealthPolicy withPanicThreshold(int below) {
    return new HealthPolicy(
        path,
        intervalMillis,
        timeoutMillis,
        fall,
        rise,
        ejectAfter,
        ejectMillis,
        maxEjectedPercent,
        below,
        method,
        host,
        port,
        statuses);
  }

  /** Returns a copy with another check request and other status codes. */
  public HealthPolicy withRequest(
      CheckMethod newMethod, String newHost, int newPort, String newStatuses) {
    return new HealthPolicy(
        path,
        intervalMillis,
        timeoutMillis,
        fall,
        rise,
        ejectAfter,
        ejectMillis,
        maxEjectedPercent,
        panicPercent,
        newMethod,
        newHost,
        newPort,
        newStatuses);
  }

  /** Returns whether a response with this status counts as success. */
  public boolean accepts(int status) {
    return StatusRanges.parse(statuses).contains(status);
  }

  /**
   * Checks the host by its whole grammar. Values stored by an earlier version may be looser and are
   * still sent.
   *
   * @throws IllegalArgumentException that says what is allowed
   */
  public void checkHost() {
    int colon = host.indexOf(':', Math.max(0, host.indexOf(']')));
    if (colon >= 0) {
      int port = Integer.parseInt(host, colon + 1, host.length(), 10);
      if (port < 1 || port > 65_535) {
        throw noHost(host);
      }
    }
    if (host.startsWith("[")) {
      try {
        Network.parse(hostName());
      } catch (IllegalArgumentException e) {
        throw noHost(host);
      }
      if (hostName().indexOf(':') < 0) {
        throw noHost(host);
      }
    }
  }

  private static IllegalArgumentException noHost(String host) {
    return new IllegalArgumentException(
        "'"
            + host
            + "' cannot be the host of health checks (health.host): give a name, an IPv4 address or"
            + " an IPv6 address in brackets, with :port (1 to 65535) if there is one, or nothing.");
  }

  /** Returns {@link #host} without its port and its brackets; empty when it is. */
  public String hostName() {
    int port = host.indexOf(':', Math.max(0, host.indexOf(']')));
    String name = port < 0 ? host : host.substring(0, port);
    return name.startsWith("[") ? name.substring(1, name.length() - 1) : name;
  }

  /**
   * Returns whether so few servers are up that health is ignored (panic). The checks are then more
   * likely to be wrong than the servers, and the few that are left could not bear all traffic.
   *
   * @param up number of servers that can take requests
   * @param ready number of servers that the operator wants to take requests
   */
  public boolean panics(int up, int ready) {
    return up < ready && up * 100L < (long) panicPercent * ready;
  }
}
