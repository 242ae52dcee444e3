package io.ringway.ring;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/**
 * Which part of each node's places takes traffic: all of them, none, or a part that grows while the
 * node joins.
 *
 * <p>Which places belong to a part is a function of the node and the place alone: a larger part
 * holds every place of a smaller one. So while a node joins each key moves to it at most once and
 * never back, and everybody who knows the part agrees on every key.
 *
 * <p>Immutable; safe for use by any number of threads.
 */
public final class Participation {

  private static final Hasher64 SALTS = Hashing.xxh3_64();

  private final double[] parts;
  private final long[] salts;

  /** Places whose mixed grain is below this, unsigned, take; for nodes that take in part. */
  private final long[] limits;

  private Participation(double[] parts, long[] salts) {
    this.parts = parts;
    this.salts = salts;
    this.limits = new long[parts.length];
    for (int i = 0; i < parts.length; i++) {
      limits[i] = (long) (parts[i] * 0x1p63) << 1;
    }
  }

  /**
   * The parts of some nodes.
   *
   * @param nodes as {@link Ring#nodes()} gives them
   * @param part from 0, nothing, to 1, everything
   */
  public static Participation partly(List<Node> nodes, ToDoubleFunction<Node> part) {
    double[] parts = nodes.stream().mapToDouble(part).toArray();
    for (double each : parts) {
      if (!(each >= 0 && each <= 1)) {
        throw new IllegalArgumentException(
            "A node takes from 0 to 1 of its places, not " + each + ".");
      }
    }
    return new Participation(
        parts, nodes.stream().mapToLong(n -> SALTS.hashCharsToLong(n.hashKey())).toArray());
  }

  /** Nodes that take everything or nothing. */
  public static Participation of(List<Node> nodes, Predicate<Node> taking) {
    return partly(nodes, node -> taking.test(node) ? 1.0 : 0.0);
  }

  /** The part of a node, 0 to 1. */
  public double part(int node) {
    return parts[node];
  }

  /**
   * Whether a place of a node takes.
   *
   * @param grain what {@link PreferenceOrder#grain} says of the place
   */
  public boolean takes(int node, long grain) {
    double part = parts[node];
    if (part == 1) {
      return true;
    }
    return part != 0 && Long.compareUnsigned(mix(grain ^ salts[node]), limits[node]) < 0;
  }

  /**
   * Who serves where no place takes: the first node that takes at all, or {@link Ring#NONE}. The
   * same one that {@link Candidates} give after the places.
   */
  public int fallback() {
    for (int node = 0; node < parts.length; node++) {
      if (parts[node] > 0) {
        return node;
      }
    }
    return Ring.NONE;
  }

  /** The finaliser of SplitMix64: grains may be small numbers, and high bits decide. */
  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
