package io.ringway.balancer.control;

import org.jspecify.annotations.Nullable;

/** A snapshot cannot be put into force; the message says why, for the operator. */
public final class SnapshotRefusedException extends Exception {

  /** The message is a sentence. */
  public SnapshotRefusedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
