package io.ringway.ring;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Servers and hashes for testing placements. */
final class Samples {

  private Samples() {}

  /** Returns servers of the same weight. */
  static List<Node> equal(String prefix, int count) {
    return IntStream.range(0, count).mapToObj(i -> new Node(prefix + i)).toList();
  }

  /** Returns servers of the weights 1, 2, 3 and so on. */
  static List<Node> ramped(String prefix, int count) {
    return IntStream.range(0, count).mapToObj(i -> new Node(prefix + i, i + 1)).toList();
  }

  /** Returns the participation while the server {@code s3} joins and all others have joined. */
  static Participation joining(Ring ring, double part) {
    return Participation.partly(ring.nodes(), n -> n.id().equals("s3") ? part : 1.0);
  }

  /** Returns the ends of the circle in the first rounds, any hash in those that follow. */
  static long hash(int round, Random random) {
    return switch (round) {
      case 0 -> 0L;
      case 1 -> -1L;
      case 2 -> Long.MAX_VALUE;
      case 3 -> Long.MIN_VALUE;
      default -> random.nextLong();
    };
  }
}
