package io.ringway.control.access;

import org.springframework.security.core.AuthenticationException;

/** More attempts to log in than the limit allows. */
public final class TooManyLogins extends AuthenticationException {
  TooManyLogins() {
    super("Too many attempts to log in: wait a minute, then try again.");
  }
}
