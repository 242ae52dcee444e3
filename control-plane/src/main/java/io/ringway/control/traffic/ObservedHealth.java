package io.ringway.control.traffic;

/**
 * The health of one server by the balancers' checks.
 *
 * @param state the sum over the balancers
 * @param reason why, for people; empty when every balancer finds it healthy
 */
public record ObservedHealth(State state, String reason) {

  /** The health of a server without reports. */
  public static final ObservedHealth UNKNOWN =
      new ObservedHealth(State.UNKNOWN, "no balancer has reported on it");

  /** The sum over the balancers. */
  public enum State {
    /** Most balancers send it requests. */
    HEALTHY,
    /** At least half of the balancers pass it over. */
    UNHEALTHY,
    /** No balancer has reported in the last seconds. */
    UNKNOWN
  }
}
