package io.ringway.control.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.SQLException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.InsufficientAuthenticationException;
import org.springframework.security.web.csrf.MissingCsrfTokenException;
import org.springframework.transaction.CannotCreateTransactionException;

class ProblemsTests {

  static Stream<Arguments> exceptions() {
    return Stream.of(
        Arguments.of(
            new ProblemException(HttpStatus.NOT_FOUND, "No cluster", "Create it."), 404, "Create"),
        Arguments.of(new OptimisticLockingFailureException("v"), 409, "load it again"),
        Arguments.of(new DataIntegrityViolationException("unique"), 500, "request id"),
        Arguments.of(new AccessDeniedException("no"), 403, "administrator"),
        Arguments.of(new MissingCsrfTokenException("t"), 403, "CSRF"),
        Arguments.of(new InsufficientAuthenticationException("x"), 401, "Log in"),
        Arguments.of(
            new UncategorizedSQLException(
                "insert",
                null,
                new SQLException("io", "90031", 90031, new IOException("No space left on device"))),
            507,
            "disk"),
        Arguments.of(
            new UncategorizedSQLException(
                "insert", null, new SQLException("read only", "90097", 90097)),
            503,
            "writable"),
        Arguments.of(new CannotCreateTransactionException("down"), 503, "does not answer"),
        Arguments.of(new IllegalStateException("secret internals"), 500, "request id"));
  }

  @ParameterizedTest
  @MethodSource("exceptions")
  void each_failure_has_its_status_and_says_what_to_do(Exception why, int status, String says) {
    var problem = Problems.of(why);
    assertThat(problem.getStatus()).isEqualTo(status);
    assertThat(problem.getDetail()).contains(says).doesNotContain("internals", "Exception");
    assertThat(problem.getTitle()).isNotBlank();
  }
}
