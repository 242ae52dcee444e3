package io.ringway.balancer.control;

import org.jspecify.annotations.Nullable;

/** Thrown when a snapshot cannot be put into force; the message is for the operator. */
public final class SnapshotRefusedException extends Exception {

  /** Creates the exception; the message is a sentence. */
  public SnapshotRefusedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
