package io.ringway.control.traffic;

/**
 * Which seconds a report is about, evenly.
 *
 * <p>A balancer that could not report for a while, as when the control plane was restarted, tells
 * everything in one report, and nothing of it happened in the second in which it arrives alone. And
 * a report that comes a hair too late is about the second before: counted where it arrives it would
 * leave a hole and make a spike beside it.
 *
 * @param late how many seconds before the one that runs its newest second lies, at least 0
 * @param seconds that the report is about, at least 1
 */
record WindowSpread(int late, int seconds) {

  /** Balancers give up longer windows. */
  private static final int MOST_SECONDS = 60;

  /** How many seconds a report of that length is about. */
  static int seconds(long windowMillis) {
    return Math.clamp((windowMillis + 500) / 1_000, 1, MOST_SECONDS);
  }

  /** The oldest second that it says something of, counted back from the one that runs. */
  int oldest() {
    return late + seconds - 1;
  }

  /**
   * The part of a second; the parts of all seconds add up to the whole.
   *
   * @param ago 0 is the second that runs
   */
  long part(long whole, int ago) {
    int place = ago - late;
    return place < 0 || place >= seconds
        ? 0
        : whole * (place + 1) / seconds - whole * place / seconds;
  }
}
