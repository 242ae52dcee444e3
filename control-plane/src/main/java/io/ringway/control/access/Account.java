package io.ringway.control.access;

import java.util.List;
import java.util.UUID;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.SimpleGrantedAuthority;

/**
 * The person behind a session. A name can be given to somebody else later and a password can
 * change, so a session also knows which account, and which generation of it, it belongs to.
 */
final class Account extends org.springframework.security.core.userdetails.User {

  private static final long serialVersionUID = 1;

  private final UUID id;
  private final long generation;

  Account(UUID id, String name, String passwordHash, Role role, long generation) {
    super(name, passwordHash, List.of(new SimpleGrantedAuthority(role.authority())));
    this.id = id;
    this.generation = generation;
  }

  UUID id() {
    return id;
  }

  /** Whether a session that began as this one may go on as the other. */
  boolean continuesAs(Account other) {
    return id.equals(other.id) && generation == other.generation;
  }

  /** What a session holds: who it is, without the password. */
  Authentication authentication() {
    eraseCredentials();
    return UsernamePasswordAuthenticationToken.authenticated(this, null, getAuthorities());
  }
}
