package io.ringway.control.traffic;

/**
 * What a report says of its seconds, evenly: a balancer that could not report for a while, as when
 * the control plane was restarted, tells everything in one report, and nothing of it happened in
 * the second in which it arrives alone.
 *
 * @param seconds that the report is about, at least 1
 */
record Spread(int seconds) {

  /** Balancers give up longer windows. */
  private static final int MOST_SECONDS = 60;

  static Spread over(long windowMillis) {
    return new Spread(Math.clamp((windowMillis + 500) / 1_000, 1, MOST_SECONDS));
  }

  /**
   * The part of a second; the parts of all seconds add up to the whole.
   *
   * @param ago 0 is the second that runs, at most {@code seconds - 1}
   */
  long part(long whole, int ago) {
    return whole * (ago + 1) / seconds - whole * ago / seconds;
  }
}
