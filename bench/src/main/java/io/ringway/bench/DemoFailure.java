package io.ringway.bench;

/** The demonstration cannot continue; the message says why and what to do. */
final class DemoFailure extends Exception {
  DemoFailure(String message) {
    super(message);
  }
}
