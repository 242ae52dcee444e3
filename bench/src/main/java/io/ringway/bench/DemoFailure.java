package io.ringway.bench;

/** The demonstration cannot go on; the message says why and what to do. */
final class DemoFailure extends Exception {
  DemoFailure(String message) {
    super(message);
  }
}
