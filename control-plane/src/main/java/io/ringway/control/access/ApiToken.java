package io.ringway.control.access;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An API token as it can be shown: without its secret.
 *
 * @param prefix the start of the token, by which people recognise it
 * @param role what it allows
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

  /** Whether it opens anything at that time. */
  public boolean active(Instant now) {
    return revokedAt == null && (expiresAt == null || now.isBefore(expiresAt));
  }
}
