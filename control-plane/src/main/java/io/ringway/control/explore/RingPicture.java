package io.ringway.control.explore;

import io.ringway.control.traffic.Health;
import io.ringway.protocol.ClusterConfig;
import io.ringway.protocol.ServerConfig;
import io.ringway.protocol.ServerState;
import io.ringway.ring.Ring;
import io.ringway.ring.analysis.Arc;
import io.ringway.ring.analysis.Arcs;
import io.ringway.ring.analysis.Distribution;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The ring, ready to be written as SVG of 400 by 400.
 *
 * <p>From the outside in: the exact share of every server; the circle of keys in the colours of the
 * owners; where an owner takes no traffic, who serves its keys now. A circle of many arcs is drawn
 * as slices in proportion to the shares; the outer ring keeps what slices hide.
 *
 * @param shares exact planned share, one piece for each server
 * @param band the circle of keys, one shape for each server
 * @param serving keys whose owner takes no traffic, by who serves them now
 * @param marker the key that was asked for, or null
 * @param headline for the middle of the picture
 * @param subline below the headline
 * @param description the picture in words
 */
public record RingPicture(
    List<Shape> shares,
    List<Shape> band,
    List<Shape> serving,
    @Nullable Marker marker,
    String headline,
    String subline,
    String description) {

  /** More arcs than this are drawn as slices. */
  static final int MAX_ARCS = 720;

  static final int SLICES = 360;

  /** Even a ring of millions of points is looked at in this many pieces at most. */
  private static final int FINEST = 100_000;

  private static final double SHARE_OUTER = 180;
  private static final double SHARE_INNER = 172;
  private static final double TRACK = 166;
  private static final double BAND_OUTER = 160;
  private static final double BAND_INNER = 112;
  private static final double SERVING_OUTER = 108;
  private static final double SERVING_INNER = 98;
  private static final double BADGE = 190;
  private static final int BADGES = 5;

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
   * @param hatched whether the server takes no traffic
   * @param title for the pointer and for screen readers
   */
  public record Shape(String server, String path, int colour, boolean hatched, String title) {}

  /**
   * A key on the picture.
   *
   * @param x of its dot
   * @param y of its dot
   * @param needle path through the circle of keys
   * @param leader path from the key to the server that serves it
   * @param badges the first candidates, numbered
   */
  public record Marker(String x, String y, String needle, String leader, List<Badge> badges) {
    /** Copies the list. */
    public Marker {
      badges = List.copyOf(badges);
    }
  }

  /**
   * The number of a candidate beside its share.
   *
   * @param x of its middle
   * @param y of its middle
   * @param rank from 1
   * @param taken whether it gets the key now
   * @param colour index into the palette
   * @param title for the pointer
   */
  public record Badge(String x, String y, int rank, boolean taken, int colour, String title) {}

  /** Draws a ring. */
  public static RingPicture of(
      ClusterConfig cluster,
      Ring ring,
      Map<String, Health> health,
      long revision,
      @Nullable KeyExplanation key) {
    Map<String, ServerConfig> servers =
        cluster.servers().stream().collect(Collectors.toMap(ServerConfig::id, Function.identity()));
    List<Face> faces = new ArrayList<>();
    Distribution shares = Distribution.of(ring);
    double position = 0;
    for (int node = 0; node < ring.nodes().size(); node++) {
      ServerConfig server = servers.get(ring.nodes().get(node).id());
      double end = Math.min(1, position + shares.share(node));
      faces.add(face(server, ring.nodes().get(node).id(), health, position, end));
      position = end;
    }
    List<Arc> exact = arcs(ring, faces);
    boolean sliced = exact.size() > MAX_ARCS;
    List<Arc> arcs = sliced ? Slices.of(exact, SLICES) : exact;
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
        key == null ? null : marker(key, faces),
        faces.isEmpty() ? "no servers" : count(faces.size()),
        "revision " + revision,
        description(cluster, faces, sliced));
  }

  /** How a server is shown. */
  private record Face(
      String id, String name, boolean takes, String condition, double start, double end) {
    double share() {
      return end - start;
    }

    double middle() {
      return (start + end) / 2;
    }
  }

  private static Face face(
      @Nullable ServerConfig server,
      String id,
      Map<String, Health> health,
      double start,
      double end) {
    if (server == null) {
      return new Face(id, id, false, "unknown", start, end);
    }
    Health seen = health.getOrDefault(id, Health.UNKNOWN);
    String condition =
        server.state() != ServerState.READY
            ? server.state().name().toLowerCase(Locale.ROOT)
            : seen.state() == Health.State.UNHEALTHY ? "down: " + seen.reason() : "ready";
    return new Face(id, server.name(), Explorer.takes(server, health), condition, start, end);
  }

  private static List<Arc> arcs(Ring ring, List<Face> faces) {
    Map<String, Boolean> takes = faces.stream().collect(Collectors.toMap(Face::id, Face::takes));
    return Arcs.of(ring, node -> takes.getOrDefault(node.id(), false), FINEST);
  }

  private static List<Shape> shareShapes(List<Face> faces) {
    List<Shape> shapes = new ArrayList<>();
    for (Face face : faces) {
      StringBuilder path = new StringBuilder();
      // A hair of space between neighbours, but never so much that a small server vanishes.
      double gap = faces.size() == 1 ? 0 : Math.min(0.002, face.share() / 4);
      Sectors.append(path, face.start() + gap, face.end() - gap, SHARE_INNER, SHARE_OUTER);
      shapes.add(
          new Shape(
              face.name(),
              path.toString(),
              ServerColour.of(face.id()),
              !face.takes(),
              title(face, "owns ", face.share())));
    }
    return shapes;
  }

  private static List<Shape> shapes(
      List<Face> faces,
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
        Face face = faces.get(node);
        double share = outer == BAND_OUTER ? face.share() : shares[node];
        shapes.add(
            new Shape(
                face.name(),
                path.toString(),
                ServerColour.of(face.id()),
                !face.takes(),
                title(face, verb, share)));
      }
    }
    return shapes;
  }

  private static String title(Face face, String verb, double share) {
    return String.format(
        Locale.ROOT,
        "%s %s%.1f %% of the keys, %s",
        face.name(),
        verb,
        share * 100,
        face.condition());
  }

  private static Marker marker(KeyExplanation key, List<Face> faces) {
    double at = key.position();
    List<Badge> badges = new ArrayList<>();
    String leader = "";
    for (KeyExplanation.Candidate candidate : key.candidates()) {
      for (Face face : faces) {
        if (face.id().equals(candidate.serverId())) {
          if (candidate.taken()) {
            leader = Sectors.along(at, face.middle(), TRACK);
          }
          if (badges.size() < BADGES) {
            badges.add(
                new Badge(
                    Sectors.number(Sectors.x(face.middle(), BADGE)),
                    Sectors.number(Sectors.y(face.middle(), BADGE)),
                    candidate.rank(),
                    candidate.taken(),
                    ServerColour.of(face.id()),
                    candidate.rank() + ". " + face.name() + ". " + candidate.reason()));
          }
        }
      }
    }
    return new Marker(
        Sectors.number(Sectors.x(at, TRACK)),
        Sectors.number(Sectors.y(at, TRACK)),
        Sectors.spoke(at, BAND_INNER - 4, TRACK),
        leader,
        badges);
  }

  private static String count(int servers) {
    return servers == 1 ? "1 server" : servers + " servers";
  }

  private static String description(ClusterConfig cluster, List<Face> faces, boolean sliced) {
    String drawn = sliced ? " The circle is drawn in slices." : "";
    return "Ring of cluster "
        + cluster.name()
        + ": "
        + faces.stream()
            .limit(24)
            .map(face -> title(face, "owns ", face.share()))
            .collect(Collectors.joining("; "))
        + "."
        + drawn;
  }
}
