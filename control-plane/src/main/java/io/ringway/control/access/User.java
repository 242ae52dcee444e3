package io.ringway.control.access;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A person who can log in, may again, or will.
 *
 * @param name lower case
 * @param role in the default workspace
 * @param state whether the person can log in now
 * @param createdAt when the account was made
 * @param lastLoginAt the last login in the audit trail (90 days), or null
 * @param linkExpiresAt until when a one-time link lets the person set a password, or null
 */
record User(
    String name,
    Role role,
    State state,
    Instant createdAt,
    @Nullable Instant lastLoginAt,
    @Nullable Instant linkExpiresAt) {

  /** Whether a person can log in. */
  @Schema(name = "UserState")
  enum State {
    /** Can log in. */
    ACTIVE,
    /** Has not set a password yet. */
    INVITED,
    /** Is kept out. */
    DISABLED
  }
}
