package io.ringway.balancer.telemetry;

/**
 * How often one event loop answered itself for one reason.
 *
 * @param status of those answers
 */
record LocalResponseCounter(int status, Counter times) {
  LocalResponseCounter(int status) {
    this(status, new Counter());
  }
}
