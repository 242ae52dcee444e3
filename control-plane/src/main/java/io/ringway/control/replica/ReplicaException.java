package io.ringway.control.replica;

import org.jspecify.annotations.Nullable;

/** A runtime cannot do what was asked; the message says why and what helps. */
final class ReplicaException extends RuntimeException {

  private static final long serialVersionUID = 1;

  ReplicaException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  ReplicaException(String message) {
    this(message, null);
  }
}
