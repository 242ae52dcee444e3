package io.ringway.balancer.exchange;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The eviction of idle connections of one event loop, longest idle first. They are searched for
 * only when room is needed, and then many at once, so that requests keep nothing in order.
 */
final class IdleConnectionEvictor {

  private static final int BATCH = 64;

  /** After a search without result, none is made for this fraction of the time. */
  private static final int RETRY_FRACTION = 10;

  private record Found(Exchange exchange, long since) {}

  private final ArrayDeque<Found> found = new ArrayDeque<>();
  private boolean foundNone;
  private long foundNoneAt;

  /**
   * Closes the connection that is idle for longest; returns false when none has been idle for this
   * long.
   */
  boolean close(List<Exchange> exchanges, long leastNanos) {
    while (true) {
      Found next = found.poll();
      if (next == null) {
        if (!search(exchanges, leastNanos)) {
          return false;
        }
      } else if (next.exchange.idleness.idle() && next.exchange.idleness.since() == next.since) {
        next.exchange.abort();
        return true;
      }
    }
  }

  private boolean search(List<Exchange> exchanges, long leastNanos) {
    long now = System.nanoTime();
    if (foundNone && now - foundNoneAt < leastNanos / RETRY_FRACTION) {
      return false;
    }
    List<Found> idle = new ArrayList<>();
    for (Exchange exchange : exchanges) {
      if (exchange.idleness.idle() && now - exchange.idleness.since() >= leastNanos) {
        idle.add(new Found(exchange, exchange.idleness.since()));
      }
    }
    idle.sort(Comparator.comparingLong(each -> each.since - now));
    found.addAll(idle.subList(0, Math.min(BATCH, idle.size())));
    foundNone = idle.isEmpty();
    foundNoneAt = now;
    return !foundNone;
  }
}
