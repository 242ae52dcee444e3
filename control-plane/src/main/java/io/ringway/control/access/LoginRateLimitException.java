package io.ringway.control.access;

import java.time.Duration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.security.core.AuthenticationException;
import org.springframework.web.ErrorResponse;

/** The refusal of a login attempt over the rate limit (429). */
final class LoginRateLimitException extends AuthenticationException implements ErrorResponse {

  private static final String SENTENCE =
      "Too many attempts to log in: wait a minute, then try again.";

  private final HttpHeaders headers = new HttpHeaders();

  /** Creates the refusal with the time until the next attempt is allowed. */
  LoginRateLimitException(Duration wait) {
    super(SENTENCE);
    headers.set(HttpHeaders.RETRY_AFTER, String.valueOf(wait.plusMillis(999).toSeconds()));
  }

  @Override
  public HttpHeaders getHeaders() {
    return headers;
  }

  @Override
  public HttpStatusCode getStatusCode() {
    return HttpStatus.TOO_MANY_REQUESTS;
  }

  @Override
  public ProblemDetail getBody() {
    var problem = ProblemDetail.forStatusAndDetail(getStatusCode(), SENTENCE);
    problem.setTitle("Too many attempts");
    return problem;
  }
}
