package io.ringway.ring.algorithm;

import io.ringway.ring.Node;
import io.ringway.ring.RingSpec;
import java.util.List;

/**
 * The digest of a built table, computed word by word. It starts from the ids, because tables
 * identify nodes by index. It leaves out the weights, because the table already shows their effect.
 */
final class RingDigest {

  private static final long GOLDEN = 0x9e3779b97f4a7c15L;

  private long state = 0xcbf29ce484222325L;

  private RingDigest() {}

  /** Starts the digest of a table with its spec and nodes. */
  static RingDigest of(RingSpec spec, List<Node> nodes) {
    RingDigest ringDigest = new RingDigest();
    ringDigest.text(spec.algorithm());
    ringDigest.word(nodes.size());
    for (Node node : nodes) {
      ringDigest.text(node.id());
    }
    return ringDigest;
  }

  private void text(String value) {
    word(value.length());
    for (int i = 0; i < value.length(); i++) {
      word(value.charAt(i));
    }
  }

  private void word(long value) {
    state = mix(state ^ value) + GOLDEN;
  }

  /**
   * Adds sorted points, each with its position. Every point is mixed by itself and the results are
   * added: a chain from point to point, as {@link #word} makes it, took half of the time to build a
   * large ring.
   */
  RingDigest points(long[] hashes, char[] owners) {
    long sum = 0;
    for (int i = 0; i < hashes.length; i++) {
      sum += mix((hashes[i] + owners[i] * 0xd1342543de82ef95L) ^ (i * GOLDEN));
    }
    word(hashes.length);
    word(sum);
    return this;
  }

  /** Adds the node of each slot. */
  RingDigest slots(char[] owners) {
    for (char owner : owners) {
      word(owner);
    }
    return this;
  }

  long value() {
    return mix(state);
  }

  /**
   * Applies the finaliser of SplitMix64 (Steele, Lea, Flood 2014): every input bit affects every
   * output bit.
   */
  static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
