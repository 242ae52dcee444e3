package io.ringway.control.access;

import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.authentication.dao.DaoAuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.web.authentication.WebAuthenticationDetails;
import org.springframework.stereotype.Component;

/**
 * The login with name and password: rate limited, audited, and as slow for unknown names as for
 * known ones (the wrapped provider hashes the password in both cases).
 */
@Component
class PasswordAuthenticationProvider implements AuthenticationProvider {

  private final DaoAuthenticationProvider check;
  private final LoginRateLimits loginRateLimits;
  private final Audit audit;

  PasswordAuthenticationProvider(
      UserStore userStore,
      PasswordEncoder passwords,
      LoginRateLimits loginRateLimits,
      Audit audit) {
    this.check = new DaoAuthenticationProvider(userStore::accountForLogin);
    this.check.setPasswordEncoder(passwords);
    this.loginRateLimits = loginRateLimits;
    this.audit = audit;
  }

  @Override
  public Authentication authenticate(Authentication attempt) {
    var name = attempt.getName();
    var address =
        attempt.getDetails() instanceof WebAuthenticationDetails details
            ? details.getRemoteAddress()
            : "-";
    var wait = loginRateLimits.acquire(name, address);
    if (wait.isPositive()) {
      refused(name, address, "Over the limit of attempts.");
      throw new LoginRateLimitException(wait);
    }
    try {
      var authentication = check.authenticate(attempt);
      if (authentication == null) {
        throw new IllegalStateException("The provider supports what it was given.");
      }
      loginRateLimits.succeeded(name, address);
      audit.record("login", authentication.getName(), address, "Logged in.");
      return authentication;
    } catch (AuthenticationException e) {
      refused(name, address, "Wrong name or password.");
      throw e;
    }
  }

  private void refused(String name, String address, String why) {
    if (loginRateLimits.auditRefusal(address)) {
      audit.record("login.refused", name.isBlank() ? "unknown" : name, address, why);
    }
  }

  @Override
  public boolean supports(Class<?> authentication) {
    return UsernamePasswordAuthenticationToken.class.isAssignableFrom(authentication);
  }
}
