package io.ringway.balancer.preface;

/** Says why bytes are no header; it has no stack trace, since strangers cause it. */
final class NotAPrefaceException extends Exception {

  private static final long serialVersionUID = 1;

  private final String problem;

  NotAPrefaceException(String problem) {
    super(problem, null, false, false);
    this.problem = problem;
  }

  @Override
  public String getMessage() {
    return problem;
  }
}
