package io.ringway.balancer.tls;

import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.Locale;

/** A server could not be spoken to over TLS; nothing was sent to it. */
public final class HandshakeFailedException extends IOException {

  private static final long serialVersionUID = 1;

  private HandshakeFailedException(String message, Throwable cause) {
    super(message, cause);
  }

  /** Says what went wrong in a handshake in words for an operator. */
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

  /** Servers that ask who speaks to them tell by an alert that they were not told. */
  private static String describe(String message) {
    return message.toLowerCase(Locale.ROOT).contains("certificate_required")
        ? "it asks for a certificate, and this balancer has none to show: give it"
            + " --server-certificate"
        : message;
  }
}
