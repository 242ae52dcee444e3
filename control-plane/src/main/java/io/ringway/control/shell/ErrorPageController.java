package io.ringway.control.shell;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.servlet.ModelAndView;

/**
 * The error responses to requests that failed outside the handlers: in a filter or in the
 * container.
 */
@Controller
class ErrorPageController implements ErrorController {

  private final ErrorResponses errorResponses;

  ErrorPageController(ErrorResponses errorResponses) {
    this.errorResponses = errorResponses;
  }

  @RequestMapping("/error")
  ModelAndView respond(HttpServletRequest request, HttpServletResponse response) {
    var problem = ErrorResponses.storedProblem(request);
    if (problem == null) {
      problem =
          request.getAttribute(RequestDispatcher.ERROR_EXCEPTION) instanceof Exception why
              ? Problems.of(why)
              : Problems.ofStatus(
                  request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer code
                      ? code
                      : 404);
    }
    var path =
        request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI) instanceof String uri
            ? uri
            : request.getRequestURI();
    return errorResponses.respond(problem, path, request, response);
  }
}
