package io.ringway.control.picture;

import io.ringway.control.picture.RingPicture.Shape;
import io.ringway.control.shell.NumberText;
import io.ringway.control.whatif.WhatIf;
import io.ringway.protocol.ServerConfig;
import io.ringway.ring.Ring;
import io.ringway.ring.analysis.Arc;
import io.ringway.ring.analysis.Arcs;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The shapes of two rings, for an SVG of 400 by 400: the inner ring shows the servers of the keys
 * now, the outer one those after the change. Keys that move stand out.
 *
 * @param nowShares exact share of every server now
 * @param now the circle of keys now
 * @param moved path of the keys that move
 * @param then the circle of keys after the change
 * @param thenShares exact share of every server after the change
 * @param headline for the middle of the picture
 * @param subline below the headline
 * @param how sentences on how the picture was simplified; empty when it was not
 * @param description the picture in words
 */
public record WhatIfPicture(
    List<Shape> nowShares,
    List<Band> now,
    String moved,
    List<Band> then,
    List<Shape> thenShares,
    String headline,
    String subline,
    List<String> how,
    String description) {

  private static final double THEN_OUTER = 188;
  private static final double THEN_SHARE = 182;
  private static final double THEN = 178;
  private static final double THEN_INNER = 138;
  private static final double MOVED_OUTER = 134;
  private static final double MOVED_INNER = 129;
  private static final double NOW = 125;
  private static final double NOW_INNER = 85;
  private static final double NOW_SHARE = 81;
  private static final double NOW_CORE = 75;
  private static final int FINEST = 100_000;

  /** Copies the lists. */
  public WhatIfPicture {
    nowShares = List.copyOf(nowShares);
    now = List.copyOf(now);
    then = List.copyOf(then);
    thenShares = List.copyOf(thenShares);
    how = List.copyOf(how);
  }

  /**
   * One server's keys on a circle.
   *
   * @param server its name
   * @param colour index into the palette
   * @param stays path of the keys that stay, or empty
   * @param moves path of the keys that move, or empty
   * @param title tooltip, also read by screen readers
   */
  public record Band(String server, int colour, String stays, String moves, String title) {}

  /** Draws a what-if. */
  public static WhatIfPicture of(WhatIf whatIf) {
    boolean exact = whatIf.movement().exact();
    WhatIf.Side before = whatIf.before();
    WhatIf.Side after = whatIf.after();
    List<String> how = new ArrayList<>();
    List<Arc> now;
    List<Arc> then;
    if (exact) {
      List<Arc> both =
          Arcs.between(before.ring(), before.taking(), after.ring(), after.taking(), FINEST);
      now = then = drawn(both, how);
    } else {
      now = drawn(alone(before), how);
      then = drawn(alone(after), how);
      how.add(
          "Keys lie elsewhere on the circle then than now, so no single stretch can be shown to"
              + " move.");
    }
    StringBuilder moved = new StringBuilder();
    if (exact) {
      now.stream()
          .filter(arc -> moves(arc, before, after))
          .forEach(arc -> Sectors.append(moved, arc.start(), arc.end(), MOVED_INNER, MOVED_OUTER));
    }
    String percent = NumberText.percent(whatIf.movement().moved());
    return new WhatIfPicture(
        shares(before, NOW_CORE, NOW_SHARE, "now"),
        bands(before, now, Arc::owner, exact ? after : null, NOW_INNER, NOW, "now"),
        moved.toString(),
        bands(
            after,
            then,
            exact ? Arc::servedBy : Arc::owner,
            exact ? before : null,
            THEN_INNER,
            THEN,
            "then"),
        shares(after, THEN_SHARE, THEN_OUTER, "then"),
        percent,
        exact ? "of the keys move" : "move, expected",
        how.stream().distinct().toList(),
        description(whatIf, percent));
  }

  private static List<Arc> drawn(List<Arc> arcs, List<String> how) {
    if (arcs.size() <= RingPicture.MAX_ARCS) {
      return arcs;
    }
    how.add("Drawn as slices in proportion: the real stretches are too narrow to be seen.");
    return RingSlices.of(arcs, RingPicture.SLICES);
  }

  private static List<Arc> alone(WhatIf.Side side) {
    return Arcs.between(side.ring(), side.taking(), side.ring(), side.taking(), FINEST);
  }

  private static boolean moves(Arc arc, WhatIf.Side before, WhatIf.Side after) {
    return arc.owner() != Ring.NONE && !id(before, arc.owner()).equals(id(after, arc.servedBy()));
  }

  private static String id(WhatIf.Side side, int node) {
    return node == Ring.NONE ? "" : side.ring().nodes().get(node).id();
  }

  private static List<Shape> shares(WhatIf.Side side, double inner, double outer, String when) {
    Map<String, String> names = names(side);
    List<Shape> shapes = new ArrayList<>();
    double position = 0;
    for (int node = 0; node < side.ring().nodes().size(); node++) {
      double share = side.shares().share(node);
      if (share > 0) {
        double gap = share > 0.999 ? 0 : Math.min(0.002, share / 4);
        StringBuilder path = new StringBuilder();
        Sectors.append(path, position + gap, position + share - gap, inner, outer);
        String id = id(side, node);
        String name = names.getOrDefault(id, id);
        shapes.add(
            new Shape(name, path.toString(), ServerColour.of(id), false, title(name, share, when)));
        position += share;
      }
    }
    return shapes;
  }

  /**
   * Returns the keys of each server. With another side, the keys that it does not serve there count
   * as moving.
   */
  private static List<Band> bands(
      WhatIf.Side side,
      List<Arc> arcs,
      ToIntFunction<Arc> who,
      WhatIf.@Nullable Side other,
      double inner,
      double outer,
      String when) {
    Map<Integer, StringBuilder> stays = new TreeMap<>();
    Map<Integer, StringBuilder> moves = new HashMap<>();
    boolean isNow = when.equals("now");
    for (Arc arc : arcs) {
      int node = who.applyAsInt(arc);
      if (node == Ring.NONE) {
        continue;
      }
      StringBuilder kept = stays.computeIfAbsent(node, _ -> new StringBuilder());
      boolean lit = other != null && (isNow ? moves(arc, side, other) : moves(arc, other, side));
      Sectors.append(
          lit ? moves.computeIfAbsent(node, _ -> new StringBuilder()) : kept,
          arc.start(),
          arc.end(),
          inner,
          outer);
    }
    Map<String, String> names = names(side);
    List<Band> bands = new ArrayList<>();
    stays.forEach((node, kept) -> {
      String id = id(side, node);
      String name = names.getOrDefault(id, id);
      StringBuilder lit = moves.get(node);
      // Without a side to compare with, nothing is dimmed.
      String dim = other == null ? "" : kept.toString();
      String bright = other == null ? kept.toString() : lit == null ? "" : lit.toString();
      bands.add(
          new Band(
              name,
              ServerColour.of(id),
              dim,
              bright,
              title(name, side.shares().share(node), when)));
    });
    return bands;
  }

  private static Map<String, String> names(WhatIf.Side side) {
    return side.cluster().servers().stream()
        .collect(Collectors.toMap(ServerConfig::id, ServerConfig::name));
  }

  private static String title(String name, double share, String when) {
    return String.format(
        Locale.ROOT, "%s, %s: %s of the keys", name, when, NumberText.percent(share));
  }

  private static String description(WhatIf whatIf, String percent) {
    return "Two rings of cluster "
        + whatIf.before().cluster().name()
        + ", inside as it is, outside as it would be: "
        + percent
        + " of the keys move. The tables below say the same.";
  }
}
