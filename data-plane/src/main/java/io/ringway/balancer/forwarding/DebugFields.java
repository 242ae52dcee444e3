package io.ringway.balancer.forwarding;

import io.netty.buffer.ByteBuf;
import io.ringway.balancer.routing.ClusterRoute;
import io.ringway.ring.Ring;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** The debug fields of a response, for a request that shows the debug token. */
public final class DebugFields {

  private final long revision;
  private final ClusterRoute in;
  private final long hash;
  private String reason = "";

  public DebugFields(long revision, ClusterRoute in, long hash) {
    this.revision = revision;
    this.in = in;
    this.hash = hash;
  }

  /** Sets the reason for the choice of the current server. */
  public void reason(String reason) {
    this.reason = reason;
  }

  public void write(ByteBuf out) {
    line(out, "Ringway-Revision", Long.toString(revision));
    line(out, "Ringway-Cluster", in.config().name());
    line(out, "Ringway-Key-Hash", HexFormat.of().toHexDigits(hash));
    int owner = in.ring().owner(hash);
    if (owner != Ring.NONE) {
      line(out, "Ringway-Owner", name(in, owner));
    }
    line(out, "Ringway-Why", reason);
  }

  private static void line(ByteBuf out, String name, String value) {
    out.writeCharSequence(name + ": " + value + "\r\n", StandardCharsets.US_ASCII);
  }

  /** Returns the name of a server as text. */
  public static String name(ClusterRoute in, int node) {
    return new String(in.server(node).nameBytes(), StandardCharsets.US_ASCII);
  }
}
