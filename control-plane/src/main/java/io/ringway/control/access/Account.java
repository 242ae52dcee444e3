package io.ringway.control.access;

import java.util.List;
import java.util.UUID;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.SimpleGrantedAuthority;

/**
 * The principal of a session. A name can be given to another person later and a password can
 * change, so the principal also holds the id of the account and its generation.
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

  /** Tells whether a session that began with this account is still valid for the other one. */
  boolean sameGeneration(Account other) {
    return id.equals(other.id) && generation == other.generation;
  }

  /** Returns the authentication that a session stores, without the password. */
  Authentication authentication() {
    eraseCredentials();
    return UsernamePasswordAuthenticationToken.authenticated(this, null, getAuthorities());
  }
}
