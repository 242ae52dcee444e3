package io.ringway.balancer.resolver;

import io.ringway.protocol.NameFailure;
import java.net.InetAddress;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The state of one server name in use. Guarded by its resolver. */
final class WatchedName {

  private static final int MAX_DOUBLINGS = 3;

  final String name;
  final Set<Endpoint> endpoints = new LinkedHashSet<>();
  List<InetAddress> addresses = List.of();
  NameFailure failure = NameFailure.NONE;
  long unresolvedSince;
  boolean lookedUp;
  private int failuresInARow;

  private @Nullable LastGoodAddresses lastGood;

  /**
   * Creates the state of a name that was not looked up yet.
   *
   * @param lastGood its saved addresses, or null
   */
  WatchedName(String name, @Nullable LastGoodAddresses lastGood) {
    this.name = name;
    this.lastGood = lastGood;
  }

  /** Returns the addresses that stay in use when a lookup finds none. */
  List<InetAddress> lastAddresses() {
    return lastGood == null ? List.of() : lastGood.addresses();
  }

  @Nullable LastGoodAddresses lastGood() {
    return lastGood;
  }

  /** Uses the last good addresses before the first lookup has ended; false when there are none. */
  boolean useLastGood() {
    if (lookedUp || lastGood == null) {
      return false;
    }
    addresses = lastGood.addresses();
    return true;
  }

  boolean failing() {
    return failuresInARow > 0;
  }

  /**
   * Applies the result of a lookup.
   *
   * @param order the addresses to use now, in order
   */
  void take(LookupResult lookupResult, List<InetAddress> order, long nowMillis) {
    boolean first = !lookedUp;
    lookedUp = true;
    addresses = order;
    failure = lookupResult.failure();
    if (lookupResult.found()) {
      lastGood = order.isEmpty() ? null : new LastGoodAddresses(order, nowMillis);
      failuresInARow = 0;
      unresolvedSince = 0;
    } else {
      failuresInARow++;
      if (unresolvedSince == 0) {
        // Nothing is known after the last good lookup of an earlier use.
        unresolvedSince = first && lastGood != null ? lastGood.atMillis() : nowMillis;
      }
    }
  }

  /** Returns the longest wait before the next lookup. */
  long waitMillis(LookupResult lookupResult, long minMillis, long maxMillis) {
    return lookupResult.found()
        ? Math.clamp(lookupResult.ttlMillis(), minMillis, maxMillis)
        : Math.min(maxMillis, 1_000L << Math.min(failuresInARow - 1, MAX_DOUBLINGS));
  }
}
