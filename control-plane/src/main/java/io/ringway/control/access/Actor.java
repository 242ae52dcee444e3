package io.ringway.control.access;

import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.context.SecurityContextHolder;

/**
 * Who makes a change: the author of a revision and of an audit event.
 *
 * @param name the user's name, the token's name or the name of the part that acts by itself
 * @param kind what stands behind the name
 */
public record Actor(String name, Kind kind) {

  /** What an actor is. */
  public enum Kind {
    /** A person with a session. */
    USER,
    /** Automation with an API token. */
    TOKEN,
    /** A part of Ringway, or the open classroom interface. */
    SYSTEM
  }

  /** Checks that the name says something. */
  public Actor {
    if (name.isBlank()) {
      throw new IllegalArgumentException("An actor has a name.");
    }
  }

  /**
   * The actor of the request that this thread serves. Without a login (the open classroom
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

  /** A part of Ringway that acts by itself, such as {@code reconciler}. */
  public static Actor system(String name) {
    return new Actor(name, Kind.SYSTEM);
  }
}
