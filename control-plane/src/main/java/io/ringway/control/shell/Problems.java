package io.ringway.control.shell;

import io.ringway.control.storage.UniqueConstraint;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.TypeMismatchException;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.csrf.CsrfException;
import org.springframework.validation.BindException;
import org.springframework.validation.FieldError;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/** The mapping of exceptions to problems: a status and a sentence that says what to do. */
final class Problems {

  private Problems() {}

  static ProblemDetail of(Exception why) {
    return switch (why) {
      case ProblemException known -> known.getBody();
      case HttpMessageNotReadableException unreadable -> JsonBodyProblems.of(unreadable);
      case MethodArgumentNotValidException invalid -> invalid(fields(invalid));
      case BindException invalid -> invalid(fields(invalid));
      case HandlerMethodValidationException invalid -> invalid(parameters(invalid));
      case TypeMismatchException mismatch ->
          problem(
              HttpStatus.BAD_REQUEST,
              "Wrong type",
              "The value \""
                  + cut(String.valueOf(mismatch.getValue()))
                  + "\""
                  + (mismatch.getPropertyName() == null ? "" : " of " + mismatch.getPropertyName())
                  + " has the wrong form: give "
                  + JsonTypeNames.name(mismatch.getRequiredType())
                  + ".");
      case MissingServletRequestParameterException missing ->
          problem(
              HttpStatus.BAD_REQUEST,
              "Missing parameter",
              "The parameter " + missing.getParameterName() + " is missing: add it.");
      case HttpRequestMethodNotSupportedException method ->
          problem(
              HttpStatus.METHOD_NOT_ALLOWED,
              "Method not allowed",
              method.getMethod()
                  + " is not possible here: use "
                  + join(method.getSupportedMethods())
                  + ".");
      case HttpMediaTypeNotSupportedException _ ->
          problem(
              HttpStatus.UNSUPPORTED_MEDIA_TYPE,
              "Unsupported media type",
              "Send the body with the header Content-Type: application/json.");
      case HttpMediaTypeNotAcceptableException _ ->
          problem(
              HttpStatus.NOT_ACCEPTABLE,
              "Not acceptable",
              "This address answers application/json: ask for it with the header Accept.");
      case NoResourceFoundException _ -> ofStatus(404);
      case CsrfException _ ->
          problem(
              HttpStatus.FORBIDDEN,
              "CSRF token missing",
              "The request lacks the session's CSRF token: reload the page and try again, or use an"
                  + " API token instead of the session.");
      case AccessDeniedException _ -> ofStatus(403);
      case AuthenticationException known when known instanceof ErrorResponse answer ->
          answer.getBody();
      case BadCredentialsException token ->
          problem(HttpStatus.UNAUTHORIZED, "Token refused", text(token.getMessage()));
      case AuthenticationServiceException _ ->
          DatabaseProblems.of(why).orElseGet(() -> unexpected(why));
      case AuthenticationException _ -> ofStatus(401);
      case OptimisticLockingFailureException _ ->
          problem(
              HttpStatus.CONFLICT,
              "Changed meanwhile",
              "Somebody else changed this at the same moment: load it again and repeat the change.");
      case ErrorResponse answer -> ofResponse(answer);
      default -> DatabaseProblems.of(why).orElseGet(() -> unexpected(why));
    };
  }

  static ProblemDetail ofStatus(int code) {
    var status = HttpStatus.resolve(code);
    return switch (status) {
      case UNAUTHORIZED ->
          problem(
              status,
              "Login needed",
              "Log in, or send an API token: Authorization: Bearer <token>.");
      case FORBIDDEN ->
          problem(
              status,
              "Not allowed",
              "Your role does not allow this: ask an administrator for a higher one.");
      case NOT_FOUND ->
          problem(status, "Not found", "There is nothing at this address: check the path.");
      case BAD_REQUEST ->
          problem(status, "Bad request", "The request cannot be read: check its address and body.");
      case CONTENT_TOO_LARGE ->
          problem(status, "Body too large", "The request body is too large: send less than 1 MiB.");
      case null, default ->
          status != null && status.is4xxClientError()
              ? problem(
                  status, status.getReasonPhrase(), "The request cannot be answered: check it.")
              : failure();
    };
  }

  private static ProblemDetail ofResponse(ErrorResponse answer) {
    var body = answer.getBody();
    if (body.getDetail() == null) {
      body.setDetail(ofStatus(body.getStatus()).getDetail());
    }
    return body;
  }

  private static ProblemDetail unexpected(Exception why) {
    return UniqueConstraint.violated(why)
        .map(taken -> problem(HttpStatus.CONFLICT, taken.title(), taken.detail()))
        .orElseGet(Problems::failure);
  }

  private static ProblemDetail failure() {
    return problem(
        HttpStatus.INTERNAL_SERVER_ERROR,
        "Internal error",
        "Something went wrong on our side: try again, and report the request id if it stays so.");
  }

  private static ProblemDetail invalid(List<Map<String, String>> errors) {
    var detail =
        errors.stream()
            .map(error -> error.get("field") + " " + error.get("message"))
            .collect(Collectors.joining("; ", "Correct the request: ", "."));
    var problem = problem(HttpStatus.UNPROCESSABLE_CONTENT, "Invalid values", detail);
    problem.setProperty("errors", errors);
    return problem;
  }

  private static List<Map<String, String>> fields(BindException invalid) {
    return invalid.getAllErrors().stream()
        .map(error ->
            error(
                error instanceof FieldError field ? field.getField() : error.getObjectName(),
                error.getDefaultMessage()))
        .toList();
  }

  private static List<Map<String, String>> parameters(HandlerMethodValidationException invalid) {
    return invalid.getParameterValidationResults().stream()
        .flatMap(result ->
            result.getResolvableErrors().stream()
                .map(error ->
                    error(
                        error instanceof FieldError field
                            ? field.getField()
                            : text(result.getMethodParameter().getParameterName()),
                        error.getDefaultMessage())))
        .toList();
  }

  private static Map<String, String> error(String field, @Nullable String message) {
    return Map.of("field", field, "message", message == null ? "is not valid" : message);
  }

  static ProblemDetail problem(HttpStatus status, String title, String detail) {
    var problem = ProblemDetail.forStatusAndDetail(status, detail);
    problem.setTitle(title);
    return problem;
  }

  private static String join(String @Nullable [] methods) {
    return methods == null ? "another one" : String.join(" or ", methods);
  }

  private static String text(@Nullable String text) {
    return text == null ? "" : text;
  }

  static String cut(String text) {
    return text.length() <= 80 ? text : text.substring(0, 80) + "…";
  }
}
