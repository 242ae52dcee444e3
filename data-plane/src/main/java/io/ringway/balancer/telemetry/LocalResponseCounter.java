package io.ringway.balancer.telemetry;

/**
 * The number of local responses of one event loop for one reason.
 *
 * @param status of those responses
 */
record LocalResponseCounter(int status, Counter times) {
  LocalResponseCounter(int status) {
    this(status, new Counter());
  }
}
