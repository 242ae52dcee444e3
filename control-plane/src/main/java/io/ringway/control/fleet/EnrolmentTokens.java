package io.ringway.control.fleet;

import io.ringway.control.shell.TokenNames;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
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
  private final SecureRandom random = new SecureRandom();
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
    // Serializes the creation of tokens.
    jdbc.sql("select id from workspace where name = ? for update")
        .param(WORKSPACE)
        .query(String.class)
        .single();
    if (!goodNamed(name).isEmpty()) {
      throw TokenNames.taken("The enrolment token", name);
    }
    byte[] bytes = new byte[PREFIX_LENGTH / 2 + 32];
    random.nextBytes(bytes);
    String prefix = HexFormat.of().formatHex(bytes, 0, PREFIX_LENGTH / 2);
    byte[] secret = Arrays.copyOfRange(bytes, PREFIX_LENGTH / 2, bytes.length);
    String token =
        MARK + prefix + "_" + Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
    String id = UUID.randomUUID().toString();
    jdbc.sql(
            "insert into enrolment_token (id, workspace, name, prefix, digest, created_at) values"
                + " (?, ?, ?, ?, ?, ?)")
        .params(id, WORKSPACE, name, prefix, digest(token), now())
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
    goodNamed(name).forEach(this::revoke);
  }

  private List<String> goodNamed(String name) {
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
    String presented = digest(token);
    return jdbc.sql(
            "select id, digest from enrolment_token where prefix = ? and workspace = ? and"
                + " revoked_at is null")
        .params(token.substring(MARK.length(), end), WORKSPACE)
        .query((row, n) -> new Known(row.getString("id"), row.getString("digest")))
        .optional()
        .filter(known ->
            MessageDigest.isEqual(
                known.digest().getBytes(StandardCharsets.US_ASCII),
                presented.getBytes(StandardCharsets.US_ASCII)))
        .map(Known::id);
  }

  /** Tells whether the token is still active. */
  boolean good(String id) {
    return jdbc.sql("select count(*) from enrolment_token where id = ? and revoked_at is null")
            .param(id)
            .query(Long.class)
            .single()
        > 0;
  }

  /** Returns the ids of all active tokens. */
  Set<String> good() {
    return jdbc.sql("select id from enrolment_token where workspace = ? and revoked_at is null")
        .param(WORKSPACE)
        .query(String.class)
        .set();
  }

  void used(String id) {
    jdbc.sql("update enrolment_token set last_used_at = ? where id = ?").params(now(), id).update();
  }

  private OffsetDateTime now() {
    return clock.instant().atOffset(ZoneOffset.UTC);
  }

  private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
    return time == null ? null : time.toInstant();
  }

  private static String digest(String token) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha.digest(token.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256.", e);
    }
  }

  private record Known(String id, String digest) {}
}
