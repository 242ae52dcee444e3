package io.ringway.bench.soak;

import java.util.ArrayList;
import java.util.List;

/**
 * The moments at which the test itself takes something away. A request that was in flight at that
 * moment may fail; no other may.
 */
final class Disturbances {

  /** The time after the end of a process in which a request may still be affected. */
  private static final long GRACE_NANOS = 1_500_000_000L;

  private static final int KEPT = 200;

  private record Window(String what, long begin, long end) {}

  private final List<Window> windows = new ArrayList<>();

  /** An action that disturbs requests. */
  interface Action {
    void run() throws Exception;
  }

  /** Runs an action; requests may fail from its beginning to shortly after its end. */
  void during(String what, Action action) throws Exception {
    long begin = System.nanoTime();
    add(new Window(what, begin, Long.MAX_VALUE));
    try {
      action.run();
    } finally {
      end(what, begin);
    }
  }

  private synchronized void add(Window window) {
    windows.add(window);
    if (windows.size() > KEPT) {
      windows.removeFirst();
    }
  }

  private synchronized void end(String what, long begin) {
    windows.removeIf(window -> window.begin == begin && window.what.equals(what));
    add(new Window(what, begin, System.nanoTime() + GRACE_NANOS));
  }

  /** Returns whether something was missing at any time between sending and failing. */
  synchronized boolean explain(String what, long sent, long failed) {
    return windows.stream()
        .anyMatch(window ->
            window.what.equals(what) && sent - window.end <= 0 && window.begin - failed <= 0);
  }
}
