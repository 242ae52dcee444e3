package io.ringway.balancer.telemetry;

import io.ringway.protocol.HotKeys;
import io.ringway.protocol.KeyTally;
import java.util.List;

/** The unreported key counts of one cluster over all event loops. Guarded by its merger. */
final class ReportedKeys {

  private HotKeys unreported = HotKeys.NONE;

  void add(List<KeyWindow> windows) {
    if (windows.isEmpty()) {
      return;
    }
    KeyTally tally = new KeyTally();
    tally.add(unreported);
    windows.forEach(window -> window.addTo(tally));
    unreported = tally.top(KeySketch.COUNTERS);
  }

  /** Tells whether there is nothing to report. */
  boolean empty() {
    return unreported.requests() == 0;
  }

  HotKeys report(int most, boolean shown) {
    KeyTally tally = new KeyTally();
    tally.add(shown ? unreported : unreported.hidden());
    return tally.top(most);
  }

  void reported() {
    unreported = HotKeys.NONE;
  }
}
