package io.ringway.control.access;

import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.context.SecurityContextHolder;

/**
 * The author of a revision or of an audit event.
 *
 * @param name name of the user, of the token or of the component that acts by itself
 * @param kind kind of the actor
 */
public record Actor(String name, Kind kind) {

  /** The kind of an actor. */
  public enum Kind {
    /** A person with a session. */
    USER,
    /** A program with an API token. */
    TOKEN,
    /** A component of Ringway, or the open classroom interface. */
    SYSTEM
  }

  /** Checks that the name is not blank. */
  public Actor {
    if (name.isBlank()) {
      throw new IllegalArgumentException("An actor has a name.");
    }
  }

  /**
   * Returns the actor of the request that this thread serves. Without a login (the open classroom
   * interface) it is the system actor {@code anonymous}.
   */
  public static Actor current() {
    var authentication = SecurityContextHolder.getContext().getAuthentication();
    return switch (authentication) {
      case null -> system("anonymous");
      case AnonymousAuthenticationToken _ -> system("anonymous");
      case TokenAuthentication token -> new Actor(token.getName(), Kind.TOKEN);
      default -> new Actor(authentication.getName(), Kind.USER);
    };
  }

  /**
   * Returns the actor for a component of Ringway that acts by itself, such as {@code reconciler}.
   */
  public static Actor system(String name) {
    return new Actor(name, Kind.SYSTEM);
  }
}
