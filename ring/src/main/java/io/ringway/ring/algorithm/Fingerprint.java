package io.ringway.ring.algorithm;

import io.ringway.ring.Node;
import java.util.List;

/**
 * The digest of a built table, word by word. Starts from the ids, because tables speak of nodes by
 * index; leaves out the weights, because the table already shows what they did.
 */
final class Fingerprint {

  private long state = 0xcbf29ce484222325L;

  Fingerprint(String algorithm, List<Node> nodes) {
    text(algorithm);
    word(nodes.size());
    for (Node node : nodes) {
      text(node.id());
    }
  }

  private void text(String value) {
    word(value.length());
    for (int i = 0; i < value.length(); i++) {
      word(value.charAt(i));
    }
  }

  void word(long value) {
    state = mix(state ^ value) + 0x9e3779b97f4a7c15L;
  }

  /** The node of each slot. */
  void slots(char[] owners) {
    for (char owner : owners) {
      word(owner);
    }
  }

  long value() {
    return mix(state);
  }

  /**
   * The finaliser of SplitMix64 (Steele, Lea, Flood 2014): every input bit reaches every output
   * bit.
   */
  static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
