package io.ringway.balancer.resolver;

import io.ringway.protocol.NameFailure;
import java.net.InetAddress;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The state of one name that servers have. Guarded by its resolver. */
final class WatchedName {

  private static final int MAX_DOUBLINGS = 3;

  final String name;
  final Set<Endpoint> endpoints = new LinkedHashSet<>();
  List<InetAddress> addresses;
  NameFailure failure = NameFailure.NONE;
  long unresolvedSince;
  boolean lookedUp;
  private int failuresInARow;

  /**
   * A name that was not looked up yet.
   *
   * @param lastGood its addresses of an earlier run, may be none
   */
  WatchedName(String name, List<InetAddress> lastGood) {
    this.name = name;
    this.addresses = lastGood;
  }

  boolean failing() {
    return failuresInARow > 0;
  }

  /**
   * Takes over what a lookup found.
   *
   * @param order the addresses that are good now, in order
   */
  void take(Answer answer, List<InetAddress> order, long nowMillis) {
    lookedUp = true;
    addresses = order;
    failure = answer.failure();
    if (answer.found()) {
      failuresInARow = 0;
      unresolvedSince = 0;
    } else {
      failuresInARow++;
      unresolvedSince = unresolvedSince == 0 ? nowMillis : unresolvedSince;
    }
  }

  /** Returns how long to wait before the next lookup, from half of that on. */
  long waitMillis(Answer answer, long minMillis, long maxMillis) {
    return answer.found()
        ? Math.clamp(answer.ttlMillis(), minMillis, maxMillis)
        : Math.min(maxMillis, 1_000L << Math.min(failuresInARow - 1, MAX_DOUBLINGS));
  }
}
