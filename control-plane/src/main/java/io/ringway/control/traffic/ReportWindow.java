package io.ringway.control.traffic;

/**
 * The seconds that a report covers, evenly.
 *
 * <p>After an interruption, such as a restart of the control plane, a balancer reports all that
 * happened meanwhile at once. Most of that did not happen in the second in which the report
 * arrives. A report that arrives slightly late covers the second before: counted where it arrives,
 * it would leave a gap and cause a spike beside it.
 *
 * @param late seconds between the running second and the newest second that the report covers, at
 *     least 0
 * @param seconds number of seconds that the report covers, at least 1
 */
record ReportWindow(int late, int seconds) {

  /** The longest window that balancers report. */
  private static final int MAX_SECONDS = 60;

  /** Returns how many seconds a report of this length covers. */
  static int seconds(long windowMillis) {
    return Math.clamp((windowMillis + 500) / 1_000, 1, MAX_SECONDS);
  }

  /** Returns the oldest second that the report covers, counted back from the running one. */
  int oldestSecond() {
    return late + seconds - 1;
  }

  /**
   * Returns the part of one second; the parts of all seconds add up to the whole.
   *
   * @param ago 0 is the running second
   */
  long share(long whole, int ago) {
    int place = ago - late;
    return place < 0 || place >= seconds
        ? 0
        : whole * (place + 1) / seconds - whole * place / seconds;
  }
}
