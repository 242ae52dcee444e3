package io.ringway.bench.overload;

/** It cannot be measured here; the message says why and what to do. */
final class OverloadException extends RuntimeException {
  OverloadException(String message) {
    super(message);
  }
}
