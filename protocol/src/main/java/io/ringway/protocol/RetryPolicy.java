package io.ringway.protocol;

/**
 * The limits of retries after a server fails before the first byte of its response.
 *
 * @param attempts servers tried for one request in all, 1 to 10
 * @param budgetPercent retries allowed as a share of the requests in flight, 0 to 100; at least
 *     three are always allowed
 */
public record RetryPolicy(int attempts, int budgetPercent) {

  /** The default: three servers, and at most a fifth on top of the traffic. */
  public static final RetryPolicy DEFAULT = new RetryPolicy(3, 20);

  /** Checks the ranges. */
  public RetryPolicy {
    Validation.range("number of attempts", attempts, 1, 10);
    Validation.range("retry budget in percent", budgetPercent, 0, 100);
  }
}
