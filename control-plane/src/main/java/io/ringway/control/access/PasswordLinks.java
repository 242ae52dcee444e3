package io.ringway.control.access;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * The one-time links with which users set a password, for an invitation or a reset. A user has at
 * most one; a newer one replaces the older one.
 */
@Repository
class PasswordLinks {

  /** Long enough for a weekend, too short for a summer. */
  static final Duration LIFETIME = Duration.ofDays(3);

  private final JdbcClient jdbc;
  private final InstantSource clock;
  private final PublicAddress address;

  PasswordLinks(JdbcClient jdbc, InstantSource clock, PublicAddress address) {
    this.jdbc = jdbc;
    this.clock = clock;
    this.address = address;
  }

  /**
   * A new link. It is shown only once.
   *
   * @param url address of the page that sets the password
   * @param expiresAt when it stops working
   */
  record Link(String url, Instant expiresAt) {

    /** Leaves the secret out. */
    @Override
    public String toString() {
      return "Link[" + expiresAt + "]";
    }
  }

  /** Creates a link for an existing user. */
  Link create(String name) {
    invalidate(name);
    var secret = SecretGenerator.create();
    var expires = clock.instant().plus(LIFETIME);
    jdbc.sql(
            "insert into password_links (user_id, hash, expires_at)"
                + " values ((select id from users where name = ?), ?, ?)")
        .params(name, SecretGenerator.hash(secret), expires.atOffset(ZoneOffset.UTC))
        .update();
    return new Link(address.get() + "/password?token=" + secret, expires);
  }

  /** Returns the user whose valid link has this secret, unless the user is disabled. */
  Optional<String> userOf(String secret) {
    record Row(String name, Instant expiresAt) {}
    return jdbc.sql(
            "select u.name, l.expires_at from password_links l join users u on u.id = l.user_id"
                + " where l.hash = ? and not u.disabled")
        .params(SecretGenerator.hash(secret))
        .query((row, _) ->
            new Row(
                row.getString("name"),
                row.getObject("expires_at", OffsetDateTime.class).toInstant()))
        .optional()
        .filter(row -> clock.instant().isBefore(row.expiresAt()))
        .map(Row::name);
  }

  /** Invalidates the link of a user, if there is one. */
  void invalidate(String name) {
    jdbc.sql("delete from password_links where user_id = (select id from users where name = ?)")
        .params(name)
        .update();
  }
}
