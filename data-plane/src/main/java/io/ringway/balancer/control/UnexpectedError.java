package io.ringway.balancer.control;

/** An error that nobody foresaw, in words for an operator. */
final class UnexpectedError {

  private UnexpectedError() {}

  /** Names the error and its message, and says where there is more, as a sentence. */
  static String describe(Throwable error) {
    String message = error.getMessage();
    return "An unexpected error in this balancer, "
        + error.getClass().getSimpleName()
        + (message == null ? "" : " (" + message + ")")
        + "; its log has the details, please report them.";
  }
}
