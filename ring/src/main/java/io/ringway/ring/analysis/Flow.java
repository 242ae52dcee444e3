package io.ringway.ring.analysis;

/**
 * A share of keys that moves from one node to another.
 *
 * @param from id of the node that served them
 * @param to id of the node that serves them now, or {@link #NOBODY}
 * @param share of all keys, 0 to 1
 */
public record Flow(String from, String to, double share) {

  /** The target of keys that no node serves any more. */
  public static final String NOBODY = "";
}
