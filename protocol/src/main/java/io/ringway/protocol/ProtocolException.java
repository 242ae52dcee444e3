package io.ringway.protocol;

import org.jspecify.annotations.Nullable;

/** What the other side sent, or what the disk held, is not of this protocol. */
public final class ProtocolException extends Exception {

  /** The message says what was wrong, in words for a log or for the sender. */
  public ProtocolException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
