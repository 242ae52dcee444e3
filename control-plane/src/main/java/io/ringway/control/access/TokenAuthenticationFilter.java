package io.ringway.control.access;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * The filter that authenticates requests with {@code Authorization: Bearer} by their API token. An
 * invalid token ends the request, even when a session would have permitted it: CSRF is not checked
 * for requests with a token, so a session must never stand in for one.
 */
class TokenAuthenticationFilter extends OncePerRequestFilter {

  private static final Logger LOG = LoggerFactory.getLogger(TokenAuthenticationFilter.class);
  private static final String SCHEME = "Bearer ";

  private final ApiTokens tokens;
  private final Audit audit;
  private final LoginRateLimits loginRateLimits;
  private final AuthenticationEntryPoint refused;

  TokenAuthenticationFilter(
      ApiTokens tokens,
      Audit audit,
      LoginRateLimits loginRateLimits,
      AuthenticationEntryPoint refused) {
    this.tokens = tokens;
    this.audit = audit;
    this.loginRateLimits = loginRateLimits;
    this.refused = refused;
  }

  static boolean carriesToken(HttpServletRequest request) {
    return token(request) != null;
  }

  private static @Nullable String token(HttpServletRequest request) {
    var header = request.getHeader(HttpHeaders.AUTHORIZATION);
    return header != null && header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
        ? header.substring(SCHEME.length()).strip()
        : null;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    var secret = token(request);
    if (secret == null) {
      chain.doFilter(request, response);
      return;
    }
    Optional<ApiToken> found;
    try {
      found = tokens.find(secret);
    } catch (DataAccessException e) {
      refused.commence(
          request, response, new AuthenticationServiceException("The token cannot be checked.", e));
      return;
    }
    if (found.isEmpty()) {
      if (loginRateLimits.auditRefusal(request.getRemoteAddr())) {
        audit.record(
            "token.refused", "unknown", request.getRemoteAddr(), "At " + request.getRequestURI());
      }
      refused.commence(
          request,
          response,
          new BadCredentialsException(
              "The API token is unknown, expired or revoked: create a new one on the page Access."));
      return;
    }
    var token = found.get();
    recordUse(token);
    var context = SecurityContextHolder.createEmptyContext();
    context.setAuthentication(new TokenAuthentication(token.name(), token.role()));
    SecurityContextHolder.setContext(context);
    chain.doFilter(request, response);
  }

  /** Records the use of the token. A failed write is logged and does not fail the request. */
  private void recordUse(ApiToken token) {
    try {
      tokens.recordUse(token);
    } catch (DataAccessException e) {
      LOG.warn("The last use of token {} was not noted: {}", token.name(), e.toString());
    }
  }
}
