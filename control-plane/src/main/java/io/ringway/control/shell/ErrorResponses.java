package io.ringway.control.shell;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Primary;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.stereotype.Component;
import org.springframework.web.ErrorResponse;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.ModelAndView;
import tools.jackson.databind.json.JsonMapper;

/**
 * The responses to all failed requests: {@code application/problem+json} (RFC 9457) for programs,
 * the error page for browsers. {@link Problems} maps the exceptions.
 */
@Component
@Primary
@Order(Ordered.HIGHEST_PRECEDENCE)
class ErrorResponses implements HandlerExceptionResolver {

  private static final Logger LOG = LoggerFactory.getLogger(ErrorResponses.class);

  /** The pool looks for a lost database each second; repairs take longer. */
  private static final String RETRY_SECONDS = "10";

  private static final String PROBLEM = ErrorResponses.class.getName() + ".problem";
  private static final List<String> PROGRAMS =
      List.of("/api/", "/v3/", "/actuator/", "/fleet/", "/rep", "/add", "/rm");

  private final JsonMapper json;

  ErrorResponses(JsonMapper json) {
    this.json = json;
  }

  /**
   * Tells whether a program sent the request, by its path: the {@code Accept} field of a browser
   * tells little.
   */
  static boolean isApiRequest(HttpServletRequest request) {
    return isApiRequest(request.getRequestURI());
  }

  static boolean isApiRequest(String path) {
    return PROGRAMS.stream()
        .anyMatch(
            start -> start.endsWith("/") ? (path + "/").startsWith(start) : path.equals(start));
  }

  @Override
  public @Nullable ModelAndView resolveException(
      HttpServletRequest request,
      HttpServletResponse response,
      @Nullable Object handler,
      Exception why) {
    if (why instanceof AsyncRequestNotUsableException || response.isCommitted()) {
      LOG.debug("The client left before the answer was complete.", why);
      return new ModelAndView();
    }
    var problem = Problems.of(why);
    if (DatabaseProblems.of(why).isPresent()) {
      LOG.warn("{} {}: {}", request.getMethod(), request.getRequestURI(), why.toString());
    } else if (problem.getStatus() >= 500) {
      LOG.error("{} {}: {}", request.getMethod(), request.getRequestURI(), why.toString(), why);
    }
    if (why instanceof ErrorResponse answer) {
      answer
          .getHeaders()
          .forEach((name, values) -> values.forEach(v -> response.addHeader(name, v)));
    }
    request.setAttribute(PROBLEM, problem);
    // An error dispatch has the path /error, so the path of the original request decides.
    return request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI) instanceof String first
        ? respond(problem, first, request, response)
        : respond(problem, request.getRequestURI(), request, response);
  }

  /** Writes the problem, or returns the page to render. */
  ModelAndView respond(
      ProblemDetail problem,
      String path,
      HttpServletRequest request,
      HttpServletResponse response) {
    var id = RequestIdFilter.of(request);
    if (problem.getStatus() == HttpStatus.SERVICE_UNAVAILABLE.value()
        && !response.containsHeader(HttpHeaders.RETRY_AFTER)) {
      response.setHeader(HttpHeaders.RETRY_AFTER, RETRY_SECONDS);
    }
    if (!isApiRequest(path)) {
      return new ModelAndView(
          "shell/error",
          Map.of(
              "title", text(problem.getTitle(), "Error"),
              "detail", text(problem.getDetail(), ""),
              "status", problem.getStatus(),
              "requestId", id),
          HttpStatus.valueOf(problem.getStatus()));
    }
    problem.setProperty("requestId", id);
    response.setStatus(problem.getStatus());
    response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
    try {
      response.getOutputStream().write(json.writeValueAsBytes(problem));
    } catch (IOException e) {
      LOG.debug("The client left before the answer was complete.", e);
    }
    return new ModelAndView();
  }

  /** Ends a request in a filter, where no view can be rendered. */
  void refuse(HttpServletRequest request, HttpServletResponse response, ProblemException why)
      throws IOException {
    var page = resolveException(request, response, null, why);
    if (page != null && !page.isEmpty()) {
      response.sendError(why.getStatusCode().value());
    }
  }

  /** Returns the problem that a filter stored for the error dispatch. */
  static @Nullable ProblemDetail storedProblem(HttpServletRequest request) {
    return request.getAttribute(PROBLEM) instanceof ProblemDetail problem ? problem : null;
  }

  private static String text(@Nullable String text, String otherwise) {
    return text == null ? otherwise : text;
  }
}
