package io.ringway.control.access;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.authority.SimpleGrantedAuthority;

/** The authentication of a request with a valid API token. */
final class TokenAuthentication extends AbstractAuthenticationToken {

  private final String name;

  TokenAuthentication(String name, Role role) {
    super(List.of(new SimpleGrantedAuthority(role.authority())));
    this.name = name;
    setAuthenticated(true);
  }

  @Override
  public Object getPrincipal() {
    return name;
  }

  /** Returns an empty string: the secret is not kept after it was checked. */
  @Override
  public Object getCredentials() {
    return "";
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return super.equals(other);
  }

  @Override
  public int hashCode() {
    return super.hashCode();
  }
}
