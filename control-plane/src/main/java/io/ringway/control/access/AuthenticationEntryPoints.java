package io.ringway.control.access;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpHeaders;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.HandlerExceptionResolver;

/**
 * The responses to requests that are not allowed: a problem for programs, a page or a redirect to
 * the login for browsers.
 */
@Component
class AuthenticationEntryPoints {

  private final HandlerExceptionResolver answers;
  private final UserStore userStore;

  AuthenticationEntryPoints(HandlerExceptionResolver answers, UserStore userStore) {
    this.answers = answers;
    this.userStore = userStore;
  }

  /** Responds with 401 and the {@code WWW-Authenticate} field. */
  AuthenticationEntryPoint api() {
    return (request, response, why) -> {
      response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"ringway\"");
      respond(request, response, why);
    };
  }

  /**
   * Redirects to the login page, or to the set-up page while there is no user. Responds to htmx
   * with 401 instead, since htmx would follow a redirect and put the whole page into a fragment.
   */
  AuthenticationEntryPoint pages() {
    return (request, response, why) -> {
      var door = userStore.isEmpty() ? "/setup" : "/login";
      if (request.getHeader("HX-Request") != null) {
        response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
        response.setHeader("HX-Redirect", door);
      } else if (accepts(request, "text/event-stream")) {
        response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
      } else {
        response.sendRedirect(door);
      }
    };
  }

  /**
   * Responds with 403. Without a login the request is treated as unauthenticated instead: then a
   * missing CSRF token only means that the session ended.
   */
  AccessDeniedHandler accessDenied(AuthenticationEntryPoint unknown) {
    return (request, response, why) -> {
      var who = SecurityContextHolder.getContext().getAuthentication();
      if (who == null || who instanceof AnonymousAuthenticationToken) {
        unknown.commence(request, response, new NotLoggedIn(why));
      } else {
        respond(request, response, why);
      }
    };
  }

  void respond(HttpServletRequest request, HttpServletResponse response, Exception why)
      throws IOException {
    var page = answers.resolveException(request, response, null, why);
    if (page != null && !page.isEmpty() && page.getStatus() != null) {
      // A filter cannot render a view; the error dispatch can.
      response.sendError(page.getStatus().value());
    }
  }

  private static boolean accepts(HttpServletRequest request, String type) {
    var accept = request.getHeader(HttpHeaders.ACCEPT);
    return accept != null && accept.contains(type);
  }

  private static final class NotLoggedIn extends AuthenticationException {
    NotLoggedIn(AccessDeniedException why) {
      super("Log in, or send an API token: Authorization: Bearer <token>.", why);
    }
  }
}
