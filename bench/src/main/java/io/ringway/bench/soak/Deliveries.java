package io.ringway.bench.soak;

import java.util.BitSet;
import java.util.List;

/** The numbered POST requests: sent, received by a server, acknowledged. */
final class Deliveries {

  private final BitSet received = new BitSet();
  private final BitSet acknowledged = new BitSet();
  private final BitSet doubled = new BitSet();
  private int last;

  /** Returns the number of the next request. */
  synchronized int next() {
    return ++last;
  }

  synchronized void received(int number) {
    if (received.get(number)) {
      doubled.set(number);
    }
    received.set(number);
  }

  synchronized void acknowledged(int number) {
    acknowledged.set(number);
  }

  /** Returns the number of acknowledged requests. */
  synchronized int acknowledged() {
    return acknowledged.cardinality();
  }

  /** Returns requests that were acknowledged but that no server received. */
  synchronized List<Integer> lost() {
    BitSet lost = (BitSet) acknowledged.clone();
    lost.andNot(received);
    return lost.stream().boxed().toList();
  }

  /** Returns requests that servers received more than once. */
  synchronized List<Integer> doubled() {
    return doubled.stream().boxed().toList();
  }
}
