package io.ringway.balancer.control;

import java.util.random.RandomGenerator;

/**
 * Exponential backoff with full jitter: each wait is drawn evenly from zero to a bound that doubles
 * with every failure, so that a thousand balancers do not reconnect at once (Brooker, "Exponential
 * Backoff And Jitter", 2015). Not safe for use by several threads.
 */
final class Backoff {

  private final RandomGenerator random;
  private final long baseMillis;
  private final long capMillis;
  private int failures;

  Backoff(RandomGenerator random, long baseMillis, long capMillis) {
    this.random = random;
    this.baseMillis = baseMillis;
    this.capMillis = capMillis;
  }

  /** Returns the wait before the next attempt, 0 to the cap. */
  long nextMillis() {
    long bound = Math.min(capMillis, baseMillis << Math.min(failures, 20));
    failures++;
    return random.nextLong(bound + 1);
  }

  /**
   * Returns the wait after a refusal that only an operator can resolve: from half the cap to the
   * cap, since more attempts do not help.
   */
  long slowMillis() {
    failures++;
    return capMillis / 2 + random.nextLong(capMillis / 2 + 1);
  }

  /** Starts again from the first wait, since the link works. */
  void reset() {
    failures = 0;
  }
}
