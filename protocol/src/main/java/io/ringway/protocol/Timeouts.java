package io.ringway.protocol;

import com.fasterxml.jackson.annotation.JacksonInject;
import com.fasterxml.jackson.annotation.OptBoolean;

/**
 * The timeouts of requests in milliseconds, each 10 to 3,600,000.
 *
 * @param connectMillis for a connection to a server
 * @param responseMillis for the header section of a response, from the last byte of the request
 * @param idleMillis between two reads of a body, in either direction
 * @param totalMillis for the whole exchange, from the head of the request to the last byte of the
 *     response, over all attempts; 0 is no limit. Tunnels have none
 */
public record Timeouts(
    int connectMillis,
    int responseMillis,
    int idleMillis,
    @JacksonInject(value = Codec.NO_TOTAL, useInput = OptBoolean.TRUE) int totalMillis) {

  /** The default: gives up on a dead address quickly and waits long for a slow response. */
  public static final Timeouts DEFAULT = new Timeouts(1_000, 30_000, 60_000);

  /** Checks the ranges. */
  public Timeouts {
    Validation.range("connect timeout in ms", connectMillis, 10, 3_600_000);
    Validation.range("response timeout in ms", responseMillis, 10, 3_600_000);
    Validation.range("idle timeout in ms", idleMillis, 10, 3_600_000);
    if (totalMillis != 0) {
      Validation.range("total timeout in ms, unless it is 0", totalMillis, 10, 3_600_000);
    }
  }

  /** Creates timeouts without a total limit. */
  public Timeouts(int connectMillis, int responseMillis, int idleMillis) {
    this(connectMillis, responseMillis, idleMillis, 0);
  }
}
