package io.ringway.balancer.proxy;

import io.ringway.balancer.routing.ClusterRoute;
import io.ringway.balancer.routing.ServerRoute;
import io.ringway.ring.Candidates;
import io.ringway.ring.Ring;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Which servers a request has been tried on, which one is next, and whether it may go on. */
final class Attempts {

  private final Loop loop;
  private long hash;
  private int[] tried = new int[8];
  private int triedCount;
  private int failed;
  private boolean retrying;

  Attempts(Loop loop) {
    this.loop = loop;
  }

  void start(long keyHash) {
    hash = keyHash;
    triedCount = 0;
    failed = 0;
  }

  /** The next candidate that takes requests and was not tried, or null. */
  @Nullable ServerRoute next(ClusterRoute in) {
    Candidates walk = in.ring().candidates(hash, loop.candidates);
    for (int node = walk.next(); node != Ring.NONE; node = walk.next()) {
      if (in.server(node).takesRequests() && !wasTried(node)) {
        if (triedCount == tried.length) {
          tried = Arrays.copyOf(tried, triedCount * 2);
        }
        tried[triedCount++] = node;
        return in.server(node);
      }
    }
    return null;
  }

  private boolean wasTried(int node) {
    for (int i = 0; i < triedCount; i++) {
      if (tried[i] == node) {
        return true;
      }
    }
    return false;
  }

  /** The last server did nothing wrong: it is the next one again. */
  void forgetLast() {
    triedCount--;
  }

  /** Counts a failure; false when there were as many as the cluster allows. */
  boolean leftAfterFailure(ClusterRoute in) {
    return ++failed < in.config().retry().attempts();
  }

  /** Takes a retry out of the budget; it is given back at the end of the request. */
  boolean retry(ClusterRoute in) {
    if (failed >= in.config().retry().attempts()
        || !retrying && !loop.mayRetry(in.config().retry().budgetPercent())) {
      return false;
    }
    if (!retrying) {
      retrying = true;
      loop.retrying++;
    }
    return true;
  }

  void end() {
    if (retrying) {
      retrying = false;
      loop.retrying--;
    }
  }
}
