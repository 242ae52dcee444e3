package io.ringway.balancer.tls;

import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.Locale;

/** Thrown when the TLS handshake with a server failed; no request was sent. */
public final class HandshakeFailedException extends IOException {

  private static final long serialVersionUID = 1;

  private HandshakeFailedException(String message, Throwable cause) {
    super(message, cause);
  }

  /** Creates the exception with a reason for an operator. */
  public static HandshakeFailedException of(Throwable cause) {
    return new HandshakeFailedException("no TLS: " + reason(cause), cause);
  }

  private static String reason(Throwable failure) {
    Throwable last = failure;
    for (Throwable at = failure; at != null; at = at.getCause()) {
      if (at instanceof UntrustedServerException) {
        return String.valueOf(at.getMessage());
      }
      last = at;
    }
    return switch (last) {
      case NotSslRecordException _ -> "it does not speak TLS";
      case SslHandshakeTimeoutException _ -> "the handshake took too long";
      case ClosedChannelException _ -> "it closed the connection within the handshake";
      default -> describe(String.valueOf(last.getMessage()));
    };
  }

  /** Returns the reason for a message; servers that require a client certificate send an alert. */
  private static String describe(String message) {
    return message.toLowerCase(Locale.ROOT).contains("certificate_required")
        ? "it requires a client certificate, and this balancer has none: set"
            + " --server-certificate"
        : message;
  }
}
