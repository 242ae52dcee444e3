package io.ringway.balancer.proxyprotocol;

/** Says why bytes are no header; it has no stack trace, since strangers cause it. */
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
