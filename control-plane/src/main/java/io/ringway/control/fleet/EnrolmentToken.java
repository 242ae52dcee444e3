package io.ringway.control.fleet;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An enrolment token of balancers, without its secret.
 *
 * @param id id that revokes it
 * @param name display name
 * @param prefix the start of the token, by which people recognise it
 * @param createdAt when it was created
 * @param lastUsedAt when a balancer last connected with it, or null
 * @param revokedAt when it was revoked, or null while it is active
 */
public record EnrolmentToken(
    String id,
    String name,
    String prefix,
    Instant createdAt,
    @Nullable Instant lastUsedAt,
    @Nullable Instant revokedAt) {}
