package io.ringway.balancer.control;

/** The description of an unexpected error for an operator. */
final class UnexpectedError {

  private UnexpectedError() {}

  /** Returns a sentence with the error and its message that refers to the log. */
  static String describe(Throwable error) {
    String message = error.getMessage();
    return "An unexpected error in this balancer, "
        + error.getClass().getSimpleName()
        + (message == null ? "" : " (" + message + ")")
        + "; its log has the details, please report them.";
  }
}
