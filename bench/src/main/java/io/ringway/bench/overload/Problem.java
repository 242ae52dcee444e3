package io.ringway.bench.overload;

/** It cannot be measured here; the message says why and what to do. */
final class Problem extends RuntimeException {
  Problem(String message) {
    super(message);
  }
}
