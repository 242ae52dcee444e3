package io.ringway.control.access;

import io.ringway.control.shell.TokenNames;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The API tokens of the default workspace. The database holds only their hashes. */
@Repository
class ApiTokens {

  private static final Pattern FORM = Pattern.compile("(rw_[0-9a-f]{8})_[A-Za-z0-9_-]{43}");
  private static final Duration USE_INTERVAL = Duration.ofMinutes(1);

  private final JdbcClient jdbc;
  private final InstantSource clock;
  private final Audit audit;

  ApiTokens(JdbcClient jdbc, InstantSource clock, Audit audit) {
    this.jdbc = jdbc;
    this.clock = clock;
    this.audit = audit;
  }

  /** A new token with its secret, which cannot be read again. */
  public record Created(ApiToken token, String secret) {

    /** Leaves the secret out. */
    @Override
    public String toString() {
      return "Created[" + token.prefix() + "]";
    }
  }

  /**
   * Creates a token.
   *
   * @throws io.ringway.control.shell.ProblemException 409 when an active token has this name
   */
  @Transactional
  public Created create(String name, Role role, @Nullable Instant expiresAt, Actor author) {
    TokenNames.checked(name);
    refuseTaken(name);
    var prefix = "rw_" + SecretGenerator.prefix(4);
    var secret = prefix + "_" + SecretGenerator.create();
    var token =
        new ApiToken(
            UUID.randomUUID(),
            name,
            prefix,
            role,
            author.name(),
            clock.instant(),
            expiresAt,
            null,
            null);
    jdbc.sql(
            "insert into api_tokens (id, workspace, name, prefix, hash, role, created_by,"
                + " created_at, expires_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?)")
        .param(token.id())
        .param(UserStore.WORKSPACE)
        .param(name)
        .param(prefix)
        .param(SecretGenerator.hash(secret))
        .param(role.name())
        .param(author.name())
        .param(utc(token.createdAt()))
        .param(expiresAt == null ? null : utc(expiresAt))
        .update();
    audit.record(
        "token.created", author.name(), "Token " + prefix + " (" + name + ") as " + role + ".");
    return new Created(token, secret);
  }

  /**
   * Refuses the name of an active token: the history could not tell the two apart. The lock
   * serializes the creation of tokens.
   */
  private void refuseTaken(String name) {
    WorkspaceLock.acquire(jdbc, UserStore.WORKSPACE);
    var now = clock.instant();
    if (all().stream().anyMatch(token -> token.active(now) && token.name().equals(name))) {
      throw TokenNames.taken("The API token", name);
    }
  }

  /** Returns all tokens, newest first. */
  public List<ApiToken> all() {
    return jdbc.sql("select * from api_tokens where workspace = ? order by created_at desc, id")
        .params(UserStore.WORKSPACE)
        .query((row, _) -> token(row))
        .list();
  }

  /** Returns the active tokens that this author created. */
  List<ApiToken> activeCreatedBy(String author) {
    var now = clock.instant();
    return all().stream()
        .filter(token -> token.createdBy().equals(author) && token.active(now))
        .toList();
  }

  /** Revokes a token at once; returns false when there is no such token. */
  @Transactional
  public boolean revoke(UUID id, Actor author) {
    var found =
        jdbc.sql("select * from api_tokens where workspace = ? and id = ?")
            .params(UserStore.WORKSPACE, id)
            .query((row, _) -> token(row))
            .optional();
    if (found.isEmpty()) {
      return false;
    }
    var changed =
        jdbc.sql("update api_tokens set revoked_at = ? where id = ? and revoked_at is null")
            .params(utc(clock.instant()), id)
            .update();
    if (changed == 1) {
      var token = found.get();
      audit.record(
          "token.revoked", author.name(), "Token " + token.prefix() + " (" + token.name() + ").");
    }
    return true;
  }

  /** Finds the active token with this secret. */
  Optional<ApiToken> find(String secret) {
    var form = FORM.matcher(secret);
    if (!form.matches()) {
      return Optional.empty();
    }
    record Row(ApiToken token, String hash) {}
    return jdbc.sql("select * from api_tokens where prefix = ?")
        .params(form.group(1))
        .query((row, _) -> new Row(token(row), row.getString("hash")))
        .optional()
        .filter(
            row -> SecretGenerator.equalInConstantTime(row.hash(), SecretGenerator.hash(secret)))
        .map(Row::token)
        .filter(token -> token.active(clock.instant()));
  }

  /**
   * Records the use of the token, at most once a minute: a read request must not cost a write each
   * time.
   */
  void recordUse(ApiToken token) {
    var now = clock.instant();
    var last = token.lastUsedAt();
    if (last == null || last.plus(USE_INTERVAL).isBefore(now)) {
      jdbc.sql("update api_tokens set last_used_at = ? where id = ?")
          .params(utc(now), token.id())
          .update();
    }
  }

  private static ApiToken token(ResultSet row) throws SQLException {
    return new ApiToken(
        row.getObject("id", UUID.class),
        row.getString("name"),
        row.getString("prefix"),
        Role.valueOf(row.getString("role")),
        row.getString("created_by"),
        row.getObject("created_at", OffsetDateTime.class).toInstant(),
        instant(row, "expires_at"),
        instant(row, "last_used_at"),
        instant(row, "revoked_at"));
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    var at = row.getObject(column, OffsetDateTime.class);
    return at == null ? null : at.toInstant();
  }

  private static OffsetDateTime utc(Instant at) {
    return at.atOffset(ZoneOffset.UTC);
  }
}
