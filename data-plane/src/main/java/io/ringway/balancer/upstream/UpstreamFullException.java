package io.ringway.balancer.upstream;

import java.io.IOException;

/** There are as many connections to the server as there may be: it did nothing wrong. */
public final class UpstreamFullException extends IOException {

  private static final long serialVersionUID = 1;

  UpstreamFullException() {
    super("as many connections as may be");
  }

  /** It says where nothing went wrong. */
  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
