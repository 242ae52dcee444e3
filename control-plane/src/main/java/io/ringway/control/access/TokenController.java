package io.ringway.control.access;

import io.ringway.control.shell.ProblemException;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The REST API for API tokens and the audit trail; administrators only. */
@RestController
@RequestMapping("/api/v1")
@Tag(name = "access", description = "API tokens, users, the audit trail (administrators only)")
class TokenController {

  private final ApiTokens tokens;
  private final Audit audit;
  private final InstantSource clock;

  TokenController(ApiTokens tokens, Audit audit, InstantSource clock) {
    this.tokens = tokens;
    this.audit = audit;
    this.clock = clock;
  }

  /**
   * The response to the creation of a token, the only one that holds the secret.
   *
   * @param secret the value that follows {@code Authorization: Bearer}
   */
  record CreatedToken(ApiToken token, String secret) {}

  @GetMapping("/tokens")
  @Operation(summary = "All API tokens, without their secrets")
  List<ApiToken> tokens() {
    return tokens.all();
  }

  @PostMapping("/tokens")
  @Operation(summary = "Create an API token; its secret is in this response and nowhere else")
  ResponseEntity<CreatedToken> create(@Valid @RequestBody NewToken wanted) {
    var created =
        tokens.create(
            wanted.name(), wanted.role(), wanted.expiresAt(clock.instant()), Actor.current());
    return ResponseEntity.created(URI.create("/api/v1/tokens/" + created.token().id()))
        .body(new CreatedToken(created.token(), created.secret()));
  }

  @DeleteMapping("/tokens/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  @Operation(summary = "Revoke an API token: it stops working at once")
  void revoke(@PathVariable UUID id) {
    if (!tokens.revoke(id, Actor.current())) {
      throw new ProblemException(
          HttpStatus.NOT_FOUND,
          "No such token",
          "No token has the id " + id + ": GET /api/v1/tokens lists them.");
    }
  }

  @GetMapping("/audit")
  @Operation(summary = "Audit events, the newest first; page with before=<smallest id seen>")
  List<AuditEvent> audit(
      @RequestParam(defaultValue = "100") @Min(1) @Max(1000) int limit,
      @RequestParam(defaultValue = "9223372036854775807") @Min(1) long before) {
    return audit.newest(before, limit);
  }
}
