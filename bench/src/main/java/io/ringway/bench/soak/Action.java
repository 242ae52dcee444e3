package io.ringway.bench.soak;

/**
 * An action of people or programs.
 *
 * @param name its name in the report
 * @param weight how often it is drawn, relative to the others
 */
record Action(String name, int weight, Step step) {

  /** Executes the action once; does nothing when its objects do not exist. */
  interface Step {
    void run() throws Exception;
  }
}
