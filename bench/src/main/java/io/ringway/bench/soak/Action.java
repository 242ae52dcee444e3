package io.ringway.bench.soak;

/**
 * Something that people or programs do.
 *
 * @param name what the report calls it
 * @param weight how often it is drawn, compared with the others
 */
record Action(String name, int weight, Step step) {

  /** Does it once; does nothing when there is nothing to do it with. */
  interface Step {
    void run() throws Exception;
  }
}
