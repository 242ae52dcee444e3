package io.ringway.balancer.accesslog;

import io.ringway.routing.key.RequestView;
import org.jspecify.annotations.Nullable;

/**
 * The values of one access log line. Each event loop has one instance and fills it for each
 * finished request, so that a line costs no allocation; hence the public fields.
 */
public final class AccessEntry {

  static final byte[] NOTHING = new byte[0];

  /** The head, or null when it was never whole. */
  public @Nullable RequestView request;

  /** Minor version of HTTP/1. */
  public int minor;

  /** Address of the client. */
  public byte[] client = NOTHING;

  /** Status that the client got; 499 when it left before the response began. */
  public int status;

  /** Bytes of the response body for the client, including chunk framing. */
  public long bytes;

  /** Time from the complete request head to the end of the response, in microseconds. */
  public long micros;

  /** Name of the cluster, empty when none matched. */
  public String cluster = "";

  /** Name of the last server that was tried, in printable ASCII; empty when none was. */
  public byte[] server = NOTHING;

  /** Number of attempts. */
  public int attempts;

  /** True when the request was placed by a hash. */
  public boolean placed;

  /** Hash of the key, see {@link #placed}. */
  public long keyHash;

  /** Index of the field whose value is the request id, or -1 when {@link #id} is used. */
  public int idLine = -1;

  /** Request id that the balancer generated, 0 for none. */
  public long id;

  /** Reason of a local response or of an incomplete response; else empty. */
  public String reason = "";

  /** Creates an empty entry. */
  public AccessEntry() {}
}
