package io.ringway.balancer.resolver;

import io.ringway.protocol.RefusedAddress;
import io.ringway.protocol.Resolution;
import java.io.IOException;

/** Thrown when there is no address to connect to: none was resolved, or the policy refuses all. */
public final class NoAddressException extends IOException {

  private static final long serialVersionUID = 1;

  /**
   * Creates the exception.
   *
   * @param host as configured
   */
  public NoAddressException(String host, Resolution resolution) {
    super(describe(host, resolution));
  }

  private static String describe(String host, Resolution resolution) {
    if (resolution.allRefused()) {
      RefusedAddress first = resolution.refused().getFirst();
      return "the address policy refuses %s: it %s"
          .formatted(first.address(), first.reason().description());
    }
    return resolution.resolved()
        ? host + " is not resolved yet"
        : "unknown host %s: %s".formatted(host, resolution.failure().description());
  }

  /** Has no stack trace: the cause is the configuration or DNS, not the code. */
  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
