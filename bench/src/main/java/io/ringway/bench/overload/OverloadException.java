package io.ringway.bench.overload;

/** The benchmark cannot run here; the message says why and what to do. */
final class OverloadException extends RuntimeException {
  OverloadException(String message) {
    super(message);
  }
}
