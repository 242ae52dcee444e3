package io.ringway.balancer.upstream;

import java.io.IOException;

/** Thrown when the limit of connections to a server is reached, which is not its fault. */
public final class UpstreamFullException extends IOException {

  private static final long serialVersionUID = 1;

  UpstreamFullException() {
    super("the limit of connections is reached");
  }

  /** Has no stack trace: a reached limit is expected, not an error. */
  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
