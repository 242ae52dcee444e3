package io.ringway.balancer.tls;

import java.security.cert.CertificateException;
import org.jspecify.annotations.Nullable;

/** Thrown when a server's certificate is not accepted; the message ends a sentence about it. */
final class UntrustedServerException extends CertificateException {

  private static final long serialVersionUID = 1;

  UntrustedServerException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
