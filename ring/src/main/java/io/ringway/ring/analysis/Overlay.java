package io.ringway.ring.analysis;

import io.ringway.ring.Coverage;

/** Two coverages of the hash space, one laid over the other. */
record Overlay(Coverage one, Coverage other) {

  /** A callback for stretches that each of the two coverages assigns to one node. */
  interface Visitor {
    /**
     * Handles one stretch. Called in ascending unsigned order, without gaps.
     *
     * @param last inclusive
     * @param one index of the node in the one coverage, or {@link io.ringway.ring.Ring#NONE}
     * @param other the same in the other
     */
    void visit(long start, long last, int one, int other);
  }

  /**
   * Visits the stretches of both coverages together. Neighbouring stretches differ in at least one
   * node.
   */
  void walk(Visitor visitor) {
    long start = 0;
    int a = 0;
    int b = 0;
    while (a < one.size() && b < other.size()) {
      long lastA = one.last(a);
      long lastB = other.last(b);
      int order = Long.compareUnsigned(lastA, lastB);
      long last = order < 0 ? lastA : lastB;
      visitor.visit(start, last, one.node(a), other.node(b));
      start = last + 1;
      if (order <= 0) {
        a++;
      }
      if (order >= 0) {
        b++;
      }
    }
  }
}
