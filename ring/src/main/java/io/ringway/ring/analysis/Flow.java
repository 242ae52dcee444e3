package io.ringway.ring.analysis;

/**
 * Keys that change hands.
 *
 * @param from id of the node that served them
 * @param to id of the node that serves them now, or {@link #NOBODY}
 * @param share of all keys, 0 to 1
 */
public record Flow(String from, String to, double share) {

  /** Stands for the server of keys that no node takes any more. */
  public static final String NOBODY = "";
}
