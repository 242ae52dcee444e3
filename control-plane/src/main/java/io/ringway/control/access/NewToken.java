package io.ringway.control.access;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A token that somebody asks for.
 *
 * @param name what it is for, 1 to 64 characters
 * @param role what it allows
 * @param expiresInDays 1 to 3,650, or null: until it is revoked
 */
record NewToken(
    @NotBlank @Size(max = 64) String name,
    @NotNull Role role,
    @Nullable @Min(1) @Max(3650) Integer expiresInDays) {

  @Nullable Instant expiresAt(Instant now) {
    return expiresInDays == null ? null : now.plus(Duration.ofDays(expiresInDays));
  }
}
