package io.ringway.control.fleet;

import io.ringway.control.access.SecretGenerator;
import io.ringway.control.access.WorkspaceLock;
import io.ringway.control.shell.TokenNames;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * The enrolment tokens of balancers.
 *
 * <p>A token is {@code rwb_<prefix>_<secret>} with 256 random bits of secret. The database holds
 * the prefix, to find it, and the SHA-256 of the whole token. A stolen database lets nobody in. A
 * slow password hash would add nothing to a secret that cannot be guessed.
 */
@Component
public class EnrolmentTokens {

  private static final String WORKSPACE = "default";
  private static final String MARK = "rwb_";
  private static final int PREFIX_LENGTH = 12;

  private final JdbcClient jdbc;
  private final ApplicationEventPublisher events;
  private final InstantSource clock;

  EnrolmentTokens(JdbcClient jdbc, ApplicationEventPublisher events, InstantSource clock) {
    this.jdbc = jdbc;
    this.events = events;
    this.clock = clock;
  }

  /**
   * Creates a token. Its secret cannot be read again.
   *
   * @throws io.ringway.control.shell.ProblemException 422 when the name is not valid, 409 when an
   *     active token has it
   */
  @Transactional
  public IssuedToken issue(String name) {
    TokenNames.checked(name);
    WorkspaceLock.acquire(jdbc, WORKSPACE);
    if (!activeNamed(name).isEmpty()) {
      throw TokenNames.taken("The enrolment token", name);
    }
    String prefix = SecretGenerator.prefix(PREFIX_LENGTH / 2);
    String token = MARK + prefix + "_" + SecretGenerator.create();
    String id = UUID.randomUUID().toString();
    jdbc.sql(
            "insert into enrolment_token (id, workspace, name, prefix, digest, created_at) values"
                + " (?, ?, ?, ?, ?, ?)")
        .params(id, WORKSPACE, name, prefix, SecretGenerator.hash(token), now())
        .update();
    return new IssuedToken(id, name, token);
  }

  /** Returns all tokens, newest first, also revoked ones. */
  public List<EnrolmentToken> list() {
    return jdbc.sql(
            "select id, name, prefix, created_at, last_used_at, revoked_at from enrolment_token"
                + " where workspace = ? order by created_at desc, id")
        .param(WORKSPACE)
        .query((row, n) ->
            new EnrolmentToken(
                row.getString("id"),
                row.getString("name"),
                MARK + row.getString("prefix"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                instant(row.getObject("last_used_at", OffsetDateTime.class)),
                instant(row.getObject("revoked_at", OffsetDateTime.class))))
        .list();
  }

  /**
   * Revokes a token and disconnects the balancers that use it.
   *
   * @return false when there is no such token, or when it was revoked before
   */
  public boolean revoke(String id) {
    int changed =
        jdbc.sql(
                "update enrolment_token set revoked_at = ? where id = ? and workspace = ? and"
                    + " revoked_at is null")
            .params(now(), id, WORKSPACE)
            .update();
    if (changed > 0) {
      events.publishEvent(new TokenRevoked(id));
    }
    return changed > 0;
  }

  /** Revokes all active tokens with this name. */
  void revokeAllNamed(String name) {
    activeNamed(name).forEach(this::revoke);
  }

  private List<String> activeNamed(String name) {
    return jdbc.sql(
            "select id from enrolment_token where workspace = ? and name = ? and revoked_at is"
                + " null")
        .params(WORKSPACE, name)
        .query(String.class)
        .list();
  }

  /** Returns the id of the token when it is known and active. */
  Optional<String> verify(String token) {
    int end = MARK.length() + PREFIX_LENGTH;
    if (!token.startsWith(MARK) || token.length() <= end || token.length() > 200) {
      return Optional.empty();
    }
    String presented = SecretGenerator.hash(token);
    return jdbc.sql(
            "select id, digest from enrolment_token where prefix = ? and workspace = ? and"
                + " revoked_at is null")
        .params(token.substring(MARK.length(), end), WORKSPACE)
        .query((row, n) -> new Known(row.getString("id"), row.getString("digest")))
        .optional()
        .filter(known -> SecretGenerator.equalInConstantTime(known.digest(), presented))
        .map(Known::id);
  }

  /** Tells whether the token is still active. */
  boolean isActive(String id) {
    return jdbc.sql("select count(*) from enrolment_token where id = ? and revoked_at is null")
            .param(id)
            .query(Long.class)
            .single()
        > 0;
  }

  /** Returns the ids of all active tokens. */
  Set<String> activeIds() {
    return jdbc.sql("select id from enrolment_token where workspace = ? and revoked_at is null")
        .param(WORKSPACE)
        .query(String.class)
        .set();
  }

  void recordUse(String id) {
    jdbc.sql("update enrolment_token set last_used_at = ? where id = ?").params(now(), id).update();
  }

  private OffsetDateTime now() {
    return clock.instant().atOffset(ZoneOffset.UTC);
  }

  private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
    return time == null ? null : time.toInstant();
  }

  private record Known(String id, String digest) {}
}
