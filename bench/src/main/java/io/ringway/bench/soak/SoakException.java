package io.ringway.bench.soak;

/** The soak test cannot continue; the message says what to do. */
final class SoakException extends RuntimeException {

  SoakException(String message) {
    super(message);
  }

  SoakException(String message, Throwable cause) {
    super(message, cause);
  }
}
