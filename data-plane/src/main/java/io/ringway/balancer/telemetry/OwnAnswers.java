package io.ringway.balancer.telemetry;

/**
 * How often one event loop answered itself for one reason.
 *
 * @param status of those answers
 */
record OwnAnswers(int status, Counter times) {
  OwnAnswers(int status) {
    this(status, new Counter());
  }
}
