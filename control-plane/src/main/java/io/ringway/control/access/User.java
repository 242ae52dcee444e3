package io.ringway.control.access;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A user as administrators see it.
 *
 * @param name lower case
 * @param role role in the default workspace
 * @param state whether the user can log in now
 * @param createdAt when the account was created
 * @param lastLoginAt the last login in the audit trail (90 days), or null
 * @param linkExpiresAt when the user's one-time password link expires, or null
 */
record User(
    String name,
    Role role,
    State state,
    Instant createdAt,
    @Nullable Instant lastLoginAt,
    @Nullable Instant linkExpiresAt) {

  /** The state of a user. */
  @Schema(name = "UserState")
  enum State {
    /** The user can log in. */
    ACTIVE,
    /** The user has not set a password yet. */
    INVITED,
    /** An administrator has disabled the user. */
    DISABLED
  }
}
