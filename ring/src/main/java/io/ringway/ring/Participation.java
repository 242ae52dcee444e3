package io.ringway.ring;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/**
 * The part of each node's places that takes traffic: all, none, or a part that grows while the node
 * joins.
 *
 * <p>Whether a place belongs to a part depends on the node and the place alone, and a larger part
 * contains every smaller one. So while a node joins, each key moves to it at most once and never
 * back, and everyone who knows the part agrees on every key.
 *
 * <p>Immutable and thread-safe.
 */
public final class Participation {

  private static final Hasher64 SALTS = Hashing.xxh3_64();

  private final double[] parts;
  private final long[] salts;

  /**
   * Exclusive upper limit, unsigned, of the mixed grain of the places that take traffic. Used for
   * nodes that take traffic in part.
   */
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
   * Creates a participation in which each node takes traffic with a part of its places.
   *
   * @param nodes as {@link Ring#nodes()} returns them
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

  /** Creates a participation in which each node takes either everything or nothing. */
  public static Participation of(List<Node> nodes, Predicate<Node> taking) {
    return partly(nodes, node -> taking.test(node) ? 1.0 : 0.0);
  }

  /** Returns the part of a node, 0 to 1. */
  public double part(int node) {
    return parts[node];
  }

  /**
   * Returns whether a place of a node takes traffic.
   *
   * @param grain the {@link PreferenceOrder#grain} of the place
   */
  public boolean takes(int node, long grain) {
    double part = parts[node];
    if (part == 1) {
      return true;
    }
    return part != 0 && Long.compareUnsigned(mix(grain ^ salts[node]), limits[node]) < 0;
  }

  /**
   * Returns the node that serves a hash none of whose places takes traffic: the first node that
   * takes any traffic, or {@link Ring#NONE}. {@link Candidates} return the same one after the
   * places.
   */
  public int fallback() {
    for (int node = 0; node < parts.length; node++) {
      if (parts[node] > 0) {
        return node;
      }
    }
    return Ring.NONE;
  }

  /**
   * Returns the number after the finaliser of SplitMix64. Grains may be small numbers, and the high
   * bits decide.
   */
  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
