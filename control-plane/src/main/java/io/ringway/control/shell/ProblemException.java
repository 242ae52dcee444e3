package io.ringway.control.shell;

import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/**
 * A user's error (RFC 9457): the status, a short title and a sentence that says what to do. The
 * response is {@code application/problem+json} under {@code /api}, and the error page elsewhere.
 */
public class ProblemException extends ErrorResponseException {

  /** Creates a problem with a title of a few words and a whole sentence as its detail. */
  public ProblemException(HttpStatus status, String title, String detail) {
    super(status, problem(status, title, detail), null);
  }

  private static ProblemDetail problem(HttpStatus status, String title, String detail) {
    var problem = ProblemDetail.forStatusAndDetail(status, detail);
    problem.setTitle(title);
    return problem;
  }

  @Override
  public String getMessage() {
    var detail = getBody().getDetail();
    return detail == null ? super.getMessage() : detail;
  }
}
