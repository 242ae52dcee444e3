package io.ringway.control.picture;

import io.ringway.control.traffic.ObservedHealth;
import io.ringway.protocol.ClusterConfig;
import io.ringway.protocol.Explanation;
import io.ringway.ring.Participation;
import io.ringway.ring.Ring;
import io.ringway.ring.RingSpec;
import io.ringway.ring.analysis.Arc;
import io.ringway.ring.analysis.Arcs;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The shapes of a ring, for an SVG of 400 by 400.
 *
 * <p>From the outside in: the exact share of every server; the circle of keys in the colours of
 * their owners; for owners that take no traffic, the servers that stand in. A circle of many arcs
 * is drawn as slices in proportion to the shares; the outer ring stays exact.
 *
 * @param shares exact planned shares, one piece per server
 * @param band the circle of keys, one shape per server
 * @param serving keys whose owner takes no traffic, by the server that serves them now
 * @param marker the key to mark, or null
 * @param headline for the middle of the picture
 * @param subline below the headline
 * @param description the picture in words
 * @param note how the picture was simplified; empty when it was not
 */
public record RingPicture(
    List<Shape> shares,
    List<Shape> band,
    List<Shape> serving,
    @Nullable KeyMarker marker,
    String headline,
    String subline,
    String description,
    String note) {

  /** The largest number of arcs that are drawn exactly; more are drawn as slices. */
  static final int MAX_ARCS = 720;

  static final int SLICES = 180;

  /** The largest number of pieces that are read from a ring, even one of millions of points. */
  private static final int FINEST = 100_000;

  private static final double SHARE_OUTER = 182;
  private static final double SHARE_INNER = 170;
  private static final double TRACK = 164.5;
  private static final double BAND_OUTER = 159;
  private static final double BAND_INNER = 119;
  private static final double SERVING_OUTER = 115;
  private static final double SERVING_INNER = 105;

  /** Copies the lists. */
  public RingPicture {
    shares = List.copyOf(shares);
    band = List.copyOf(band);
    serving = List.copyOf(serving);
  }

  /**
   * One server's area.
   *
   * @param server its name
   * @param path SVG path data
   * @param colour index into the palette
   * @param hatched true when the server takes no traffic
   * @param title tooltip, also read by screen readers
   */
  public record Shape(String server, String path, int colour, boolean hatched, String title) {}

  /**
   * Draws a ring.
   *
   * @param parts the ring positions that take requests during slow starts, null when all do
   * @param key the key to mark, or null
   */
  public static RingPicture of(
      ClusterConfig cluster,
      Ring ring,
      Map<String, ObservedHealth> health,
      @Nullable Participation parts,
      long revision,
      @Nullable Explanation key) {
    List<ServerMark> faces = ServerMark.of(cluster, ring, health, parts);
    List<Arc> exact = arcs(ring, faces);
    boolean sliced = exact.size() > MAX_ARCS;
    List<Arc> arcs = sliced ? RingSlices.of(exact, SLICES) : exact;
    return new RingPicture(
        shareShapes(faces),
        shapes(faces, arcs, Arc::owner, BAND_INNER, BAND_OUTER, "owns "),
        shapes(
            faces,
            arcs.stream().filter(arc -> arc.owner() != arc.servedBy()).toList(),
            Arc::servedBy,
            SERVING_INNER,
            SERVING_OUTER,
            "now also serves "),
        KeyMarker.of(key, faces, BAND_INNER - 4, TRACK),
        faces.isEmpty() ? "no servers" : count(faces.size()),
        "revision " + revision,
        description(cluster, faces),
        note(ring.spec(), sliced));
  }

  private static List<Arc> arcs(Ring ring, List<ServerMark> faces) {
    // One mark per node, in the same order.
    Iterator<ServerMark> next = faces.iterator();
    return Arcs.of(ring, Participation.partly(ring.nodes(), _ -> next.next().part()), FINEST);
  }

  private static List<Shape> shareShapes(List<ServerMark> faces) {
    List<Shape> shapes = new ArrayList<>();
    for (ServerMark serverMark : faces) {
      StringBuilder path = new StringBuilder();
      // A small gap between neighbours, but a small server must not vanish in it.
      double gap = faces.size() == 1 ? 0 : Math.min(0.002, serverMark.share() / 4);
      Sectors.append(
          path, serverMark.start() + gap, serverMark.end() - gap, SHARE_INNER, SHARE_OUTER);
      shapes.add(
          new Shape(
              serverMark.name(),
              path.toString(),
              ServerColour.of(serverMark.id()),
              !serverMark.takes(),
              serverMark.title("owns ", serverMark.share())));
    }
    return shapes;
  }

  private static List<Shape> shapes(
      List<ServerMark> faces,
      List<Arc> arcs,
      Function<Arc, Integer> who,
      double inner,
      double outer,
      String verb) {
    Map<Integer, StringBuilder> paths = new HashMap<>();
    double[] shares = new double[faces.size()];
    for (Arc arc : arcs) {
      int node = who.apply(arc);
      if (node != Ring.NONE) {
        Sectors.append(
            paths.computeIfAbsent(node, _ -> new StringBuilder()),
            arc.start(),
            arc.end(),
            inner,
            outer);
        shares[node] += arc.end() - arc.start();
      }
    }
    List<Shape> shapes = new ArrayList<>();
    for (int node = 0; node < faces.size(); node++) {
      StringBuilder path = paths.get(node);
      if (path != null) {
        ServerMark serverMark = faces.get(node);
        double share = outer == BAND_OUTER ? serverMark.share() : shares[node];
        shapes.add(
            new Shape(
                serverMark.name(),
                path.toString(),
                ServerColour.of(serverMark.id()),
                !serverMark.takes(),
                serverMark.title(verb, share)));
      }
    }
    return shapes;
  }

  private static String count(int servers) {
    return servers == 1 ? "1 server" : servers + " servers";
  }

  /** Explains how the picture was simplified; empty when it was not. */
  private static String note(RingSpec placement, boolean sliced) {
    String slices = "drawn in " + SLICES + " slices in proportion to the shares.";
    return switch (placement) {
      case RingSpec.Points _, RingSpec.Slots _, RingSpec.Nginx _, RingSpec.HaProxy _ ->
          sliced ? "The circle is " + slices : "";
      case RingSpec.Maglev(int slots) -> table("Maglev", slots, sliced, slices);
      case RingSpec.Rendezvous(int slots) -> table("Rendezvous", slots, sliced, slices);
    };
  }

  private static String table(String name, int slots, boolean sliced, String slices) {
    return String.format(
        Locale.ROOT,
        "%s has no circle: this is its table of %,d slots%s",
        name,
        slots,
        sliced ? ", " + slices : ".");
  }

  private static String description(ClusterConfig cluster, List<ServerMark> faces) {
    return "Ring of cluster "
        + cluster.name()
        + ": "
        + faces.stream()
            .limit(24)
            .map(serverMark -> serverMark.title("owns ", serverMark.share()))
            .collect(Collectors.joining("; "))
        + ".";
  }
}
