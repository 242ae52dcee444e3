package io.ringway.balancer.proxyprotocol;

/** Thrown for a malformed header. It has no stack trace, since any client can cause it. */
final class MalformedHeaderException extends Exception {

  private static final long serialVersionUID = 1;

  private final String problem;

  MalformedHeaderException(String problem) {
    super(problem, null, false, false);
    this.problem = problem;
  }

  @Override
  public String getMessage() {
    return problem;
  }
}
