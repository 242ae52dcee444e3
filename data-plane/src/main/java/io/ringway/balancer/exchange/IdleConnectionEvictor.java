package io.ringway.balancer.exchange;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The connections of an event loop that have been without a request for longest. Looked for only
 * when one is needed, and then many at once: nothing is kept in order for it while requests run.
 */
final class IdleConnectionEvictor {

  private static final int BATCH = 64;

  /** After a look in vain the next ones are spared for this part of the time. */
  private static final int RETRY_FRACTION = 10;

  private record Found(Exchange exchange, long since) {}

  private final ArrayDeque<Found> found = new ArrayDeque<>();
  private boolean foundNone;
  private long foundNoneAt;

  /** Closes the one that is idle for longest; false when none has been so for this long. */
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
