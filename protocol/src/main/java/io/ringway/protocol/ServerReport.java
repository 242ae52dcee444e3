package io.ringway.protocol;

import com.fasterxml.jackson.annotation.JacksonInject;
import com.fasterxml.jackson.annotation.OptBoolean;

/**
 * One server's traffic in one window, as seen by one balancer.
 *
 * @param serverId id of the server
 * @param requests responses begun in the window
 * @param status1xx2xx3xx responses with a status below 400
 * @param status4xx responses with a status from 400 to 499
 * @param status5xx responses with a status from 500
 * @param failures attempts that ended without a response: refused, reset, timed out, malformed
 * @param retries attempts on other servers because this one failed
 * @param inFlight requests under way at the end of the window
 * @param healthy what the balancer's checks say at the end of the window
 * @param healthReason why it is not healthy, empty when it is
 * @param latency HdrHistogram of microseconds from request head to response head, compressed,
 *     base64; an empty string when nothing was recorded, never null
 * @param spills requests that skipped this server because it was at its load bound
 * @param resolution the addresses of its name; nothing for a literal that is not refused
 */
public record ServerReport(
    String serverId,
    long requests,
    long status1xx2xx3xx,
    long status4xx,
    long status5xx,
    long failures,
    long retries,
    int inFlight,
    boolean healthy,
    String healthReason,
    String latency,
    @JacksonInject(value = Codec.NO_COUNT, useInput = OptBoolean.TRUE) long spills,
    @JacksonInject(value = Codec.NO_RESOLUTION, useInput = OptBoolean.TRUE) Resolution resolution) {

  /** Creates a report of a server without its addresses. */
  public ServerReport(
      String serverId,
      long requests,
      long status1xx2xx3xx,
      long status4xx,
      long status5xx,
      long failures,
      long retries,
      int inFlight,
      boolean healthy,
      String healthReason,
      String latency,
      long spills) {
    this(
        serverId,
        requests,
        status1xx2xx3xx,
        status4xx,
        status5xx,
        failures,
        retries,
        inFlight,
        healthy,
        healthReason,
        latency,
        spills,
        Resolution.NONE);
  }
}
