package io.ringway.protocol;

import org.jspecify.annotations.Nullable;

/** The failure to decode a message of the other side, or a file on disk. */
public final class ProtocolException extends Exception {

  /**
   * Creates an exception.
   *
   * @param message what was wrong, in words for a log or for the sender
   */
  public ProtocolException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
