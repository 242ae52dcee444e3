package io.ringway.bench;

/** The demonstration cannot continue; the message says why and what to do. */
final class DemoException extends Exception {
  DemoException(String message) {
    super(message);
  }
}
