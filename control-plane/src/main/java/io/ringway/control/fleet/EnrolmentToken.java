package io.ringway.control.fleet;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A token that lets balancers in, without its secret.
 *
 * @param id for revoking it
 * @param name what people call it
 * @param prefix the start of the token, to recognise it
 * @param createdAt when it was made
 * @param lastUsedAt when a balancer last connected with it, or null
 * @param revokedAt when it was revoked, or null while it is good
 */
public record EnrolmentToken(
    String id,
    String name,
    String prefix,
    Instant createdAt,
    @Nullable Instant lastUsedAt,
    @Nullable Instant revokedAt) {}
