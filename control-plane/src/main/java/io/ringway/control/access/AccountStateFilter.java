package io.ringway.control.access;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.springframework.dao.DataAccessException;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * The filter that checks every session against the current state of its account: a new role applies
 * from the next request on, and the session of a user who was removed, disabled or given a new
 * password ends.
 */
final class AccountStateFilter extends OncePerRequestFilter {

  private final UserStore userStore;
  private final AuthenticationEntryPoints authenticationEntryPoints;

  AccountStateFilter(UserStore userStore, AuthenticationEntryPoints authenticationEntryPoints) {
    this.userStore = userStore;
    this.authenticationEntryPoints = authenticationEntryPoints;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    var session = request.getSession(false);
    var before = SecurityContextHolder.getContext().getAuthentication();
    if (session != null && before != null && before.getPrincipal() instanceof Account account) {
      Optional<Account> now;
      try {
        now = userStore.account(account.getUsername()).filter(account::sameGeneration);
      } catch (DataAccessException e) {
        authenticationEntryPoints.respond(request, response, e);
        return;
      }
      var context = SecurityContextHolder.createEmptyContext();
      now.ifPresentOrElse(
          current -> context.setAuthentication(current.authentication()), session::invalidate);
      SecurityContextHolder.setContext(context);
    }
    chain.doFilter(request, response);
  }
}
