package io.ringway.bench.overload;

import java.io.BufferedReader;
import java.io.IOException;
import java.time.Duration;

/** An observer of a crowd's counts and of the proxy's memory meanwhile. */
final class CrowdObserver {

  private final Process proxy;
  private volatile CrowdCount last = CrowdCount.NONE;
  private volatile double residentMost;

  /** Reads the counts from the crowd's output until it ends. */
  CrowdObserver(BufferedReader counts, Process proxy) {
    this.proxy = proxy;
    Thread.ofPlatform().daemon().start(() -> follow(counts));
  }

  private void follow(BufferedReader counts) {
    try {
      for (String line = counts.readLine(); line != null; line = counts.readLine()) {
        last = CrowdCount.of(line);
        residentMost = Math.max(residentMost, Machine.resident(proxy));
      }
    } catch (IOException ended) {
      // The code that ended the crowd, or the proxy, knows about it.
    }
  }

  /**
   * Waits until all clients are connected, at most for some time; the counts show whether they are.
   */
  void await(int clients, Duration most) throws InterruptedException {
    long end = System.nanoTime() + most.toNanos();
    while (last.connected() < clients && System.nanoTime() - end < 0) {
      Thread.sleep(50);
    }
    Thread.sleep(1_000); // so that the cost of accepting them is not counted with the crowd
  }

  CrowdCount last() {
    return last;
  }

  /** Returns the highest resident memory of the proxy in MiB. */
  double residentMost() {
    return residentMost;
  }
}
