package io.ringway.control.traffic;

import io.ringway.protocol.HotKeys;
import io.ringway.protocol.KeyTally;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The hot keys of one cluster over all balancers, for one minute. Guarded by its cluster. */
final class HotKeySeries {

  static final int WINDOW_SECONDS = 60;

  /** The number of keys kept for each second, which bounds the memory. */
  private static final int MAX_KEYS = 64;

  private final Deque<HotKeys> seconds = new ArrayDeque<>();
  private KeyTally running = new KeyTally();
  private boolean shown;
  private @Nullable HotKeys sum;

  void add(HotKeys part) {
    running.add(part);
  }

  /**
   * Ends a second.
   *
   * @param showing whether the cluster shows keys; if not, older keys are forgotten too
   */
  void seal(boolean showing) {
    HotKeys second = running.top(MAX_KEYS);
    seconds.addLast(showing ? second : second.hidden());
    if (seconds.size() > WINDOW_SECONDS) {
      seconds.removeFirst();
    }
    if (shown && !showing) {
      List<HotKeys> hidden = seconds.stream().map(HotKeys::hidden).toList();
      seconds.clear();
      seconds.addAll(hidden);
    }
    shown = showing;
    running = new KeyTally();
    sum = null;
  }

  /** Returns the sums over the whole minute. They are computed at most once a second, on demand. */
  HotKeys minute() {
    HotKeys known = sum;
    if (known == null) {
      KeyTally tally = new KeyTally();
      seconds.forEach(tally::add);
      known = tally.top(Traffic.MAX_HOT_KEYS);
      sum = known;
    }
    return known;
  }
}
