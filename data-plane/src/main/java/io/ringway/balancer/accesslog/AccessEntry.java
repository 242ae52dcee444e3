package io.ringway.balancer.accesslog;

import io.ringway.routing.key.RequestView;
import org.jspecify.annotations.Nullable;

/**
 * One request that is over, as its line tells it. Each event loop has one, which is filled anew for
 * each request, so that a line costs no allocation: hence the open fields.
 */
public final class AccessEntry {

  static final byte[] NOTHING = new byte[0];

  /** The head, or null when it was never whole. */
  public @Nullable RequestView request;

  /** Minor version of HTTP/1. */
  public int minor;

  /** Address of the client. */
  public byte[] client = NOTHING;

  /** What the client was told; 499 when it left before it was told anything. */
  public int status;

  /** Bytes of the answer's body for the client, with the framing of its chunks. */
  public long bytes;

  /** From the whole head to the end of the answer, in microseconds. */
  public long micros;

  /** Name of the cluster, empty when none took it. */
  public String cluster = "";

  /** Name of the last server that was tried, in printable ASCII; empty when none was. */
  public byte[] server = NOTHING;

  /** How many servers were tried. */
  public int attempts;

  /** Whether the request was placed by a hash, and which. */
  public boolean placed;

  /** See {@link #placed}. */
  public long keyHash;

  /** Line of the head whose value is the request's id, or -1 when {@link #id} is. */
  public int idLine = -1;

  /** The id that the balancer gave, 0 when it gave none. */
  public long id;

  /** Why the balancer answered itself or the answer was broken off; empty when neither. */
  public String reason = "";

  /** Empty. */
  public AccessEntry() {}
}
