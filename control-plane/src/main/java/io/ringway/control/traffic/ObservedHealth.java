package io.ringway.control.traffic;

/**
 * What the balancers' checks say of one server.
 *
 * @param state the sum of what they say
 * @param reason why, for people; empty when every balancer finds it healthy
 */
public record ObservedHealth(State state, String reason) {

  /** Nobody reported. */
  public static final ObservedHealth UNKNOWN =
      new ObservedHealth(State.UNKNOWN, "no balancer has reported on it");

  /** The sum of what the balancers say. */
  public enum State {
    /** Most balancers send it requests. */
    HEALTHY,
    /** At least half of the balancers pass it over. */
    UNHEALTHY,
    /** No balancer reported lately. */
    UNKNOWN
  }
}
