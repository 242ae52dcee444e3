package io.ringway.ring;

/**
 * A reusable cursor over the preference list of one hash. Create one for each event loop and pass
 * it to {@link Ring#candidates} again and again. Not safe for use by several threads.
 */
public final class Candidates {

  /** A cursor that stands nowhere until a ring sets it. */
  public Candidates() {}

  /**
   * The index of the next node in {@link Ring#nodes()}, or {@link Ring#NONE} when every node was
   * given.
   */
  public int next() {
    return Ring.NONE;
  }
}
