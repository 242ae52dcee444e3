package io.ringway.bench.placement;

import io.ringway.ring.Node;
import io.ringway.ring.Ring;
import io.ringway.ring.RingSpec;
import io.ringway.ring.Rings;
import io.ringway.ring.analysis.Distribution;
import io.ringway.ring.analysis.Flow;
import io.ringway.ring.analysis.Movement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Prints the figures of docs/placement.md as rows of its tables: exact shares and movements over
 * many sets of server ids, and the memory of a table.
 *
 * <p>After {@code ./mvnw -pl bench -am package -DskipTests}: {@code java -cp
 * 'bench/target/classes:bench/target/lib/*' io.ringway.bench.placement.Figures}
 */
public final class Figures {

  private static final int SETS = 200;

  private Figures() {}

  /** Prints the figures. */
  public static void main(String[] arguments) {
    System.out.println("Largest over fair share: median, and below in 95 of 100 sets");
    System.out.println("| algorithm | 10 servers | 50 servers | weights 1 to 10 |");
    for (RingSpec spec : Rings.DEFAULTS) {
      row(spec.algorithm(), pair(balance(spec, 10)), pair(balance(spec, 50)), pair(weights(spec)));
    }
    System.out.println(
        "Moved and excess in percent of all keys, ten servers: median; largest excess");
    System.out.println("| algorithm | add | remove | double a weight | failure, worst part |");
    for (RingSpec spec : Rings.DEFAULTS) {
      row(
          spec.algorithm(),
          moved(spec, Figures::ten, set -> with(ten(set), new Node("set" + set + "-4b"))),
          moved(spec, Figures::ten, set -> ten(set).subList(1, 10)),
          moved(spec, Figures::ten, set -> with(ten(set).subList(1, 10), heavier(set))),
          String.format(Locale.ROOT, "%.2f", failure(spec)));
    }
    System.out.println("Bytes of a table, measured on the heap");
    System.out.println("| algorithm | 10 servers | 1,000 servers |");
    for (RingSpec spec : Rings.DEFAULTS) {
      row(
          spec.algorithm(),
          bytes(spec, 10, 200),
          spec instanceof RingSpec.Slots ? "–" : bytes(spec, 1_000, 10));
    }
  }

  private static void row(String... cells) {
    System.out.println("| " + String.join(" | ", cells) + " |");
  }

  private static List<Node> equal(int set, int servers) {
    return IntStream.range(0, servers).mapToObj(i -> new Node("set" + set + "-" + i)).toList();
  }

  private static List<Node> ten(int set) {
    return equal(set, 10);
  }

  private static Node heavier(int set) {
    return new Node("set" + set + "-0", 2);
  }

  private static List<Node> with(List<Node> nodes, Node another) {
    List<Node> all = new ArrayList<>(nodes);
    all.add(another);
    return all;
  }

  private static double[] sorted(IntToDoubleFunction figure) {
    return IntStream.range(0, SETS).mapToDouble(figure).sorted().toArray();
  }

  private static double[] balance(RingSpec spec, int servers) {
    return sorted(set -> Distribution.of(Rings.build(spec, equal(set, servers))).maxOverFair());
  }

  /** Returns how far the share of the worst of ten servers of weight 1 to 10 is from fair. */
  private static double[] weights(RingSpec spec) {
    return sorted(set -> {
      List<Node> nodes =
          IntStream.range(0, 10).mapToObj(i -> new Node("set" + set + "-" + i, i + 1)).toList();
      Distribution shares = Distribution.of(Rings.build(spec, nodes));
      return Math.max(shares.maxOverFair() - 1, 1 - shares.minOverFair());
    });
  }

  private static String pair(double[] sorted) {
    return String.format(Locale.ROOT, "%.3f, %.3f", sorted[SETS / 2], sorted[SETS * 95 / 100]);
  }

  private static String moved(
      RingSpec spec, IntFunction<List<Node>> before, IntFunction<List<Node>> after) {
    double[] moved = new double[SETS];
    double[] excess = new double[SETS];
    for (int set = 0; set < SETS; set++) {
      Movement movement =
          Movement.between(
              Rings.build(spec, before.apply(set)), Rings.build(spec, after.apply(set)));
      moved[set] = movement.moved();
      excess[set] = movement.excess();
    }
    Arrays.sort(moved);
    Arrays.sort(excess);
    return String.format(
        Locale.ROOT,
        "%.2f, %.2f, %.2f",
        100 * moved[SETS / 2],
        100 * excess[SETS / 2],
        100 * excess[SETS - 1]);
  }

  /**
   * Returns the ratio of the largest part of a failed server's keys that one server gets to its
   * fair part: median.
   */
  private static double failure(RingSpec spec) {
    return sorted(set -> {
      Ring ring = Rings.build(spec, ten(set));
      String dead = "set" + set + "-0";
      List<Flow> flows = Movement.between(ring, _ -> true, ring, n -> !n.id().equals(dead)).flows();
      double lost = flows.stream().mapToDouble(Flow::share).sum();
      return flows.getFirst().share() * 9 / lost;
    })[SETS / 2];
  }

  private static String bytes(RingSpec spec, int servers, int copies) {
    List<Node> nodes = equal(0, servers);
    Ring[] rings = new Ring[copies];
    long before = used();
    for (int i = 0; i < copies; i++) {
      rings[i] = Rings.build(spec, nodes);
    }
    long after = used();
    // Reading them keeps them alive until here.
    if (Arrays.stream(rings).mapToLong(Ring::digest).distinct().count() != 1) {
      throw new IllegalStateException("The same nodes made different rings.");
    }
    return String.format(Locale.ROOT, "%,d", (after - before) / copies);
  }

  private static long used() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
