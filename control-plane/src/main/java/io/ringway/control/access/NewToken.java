package io.ringway.control.access;

import io.ringway.control.shell.TokenNames;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The request for a new API token.
 *
 * @param name purpose of the token, 1 to 64 printable characters; no two active tokens share one
 * @param role the role that it grants
 * @param expiresInDays 1 to 3,650; null: it does not expire
 */
record NewToken(
    @NotNull @Pattern(regexp = TokenNames.PATTERN, message = TokenNames.RULE) String name,
    @NotNull Role role,
    @Nullable @Min(1) @Max(3650) Integer expiresInDays) {

  @Nullable Instant expiresAt(Instant now) {
    return expiresInDays == null ? null : now.plus(Duration.ofDays(expiresInDays));
  }
}
