package io.ringway.control.access;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An API token without its secret.
 *
 * @param prefix the start of the token, by which people recognise it
 * @param role the role that it grants
 * @param expiresAt when it stops working, or null
 * @param lastUsedAt to the minute, or null
 * @param revokedAt when it was revoked, or null
 */
record ApiToken(
    UUID id,
    String name,
    String prefix,
    Role role,
    String createdBy,
    Instant createdAt,
    @Nullable Instant expiresAt,
    @Nullable Instant lastUsedAt,
    @Nullable Instant revokedAt) {

  /** Tells whether the token is neither revoked nor expired at this time. */
  public boolean active(Instant now) {
    return revokedAt == null && (expiresAt == null || now.isBefore(expiresAt));
  }
}
