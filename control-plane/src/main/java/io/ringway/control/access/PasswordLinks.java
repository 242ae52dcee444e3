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
 * The one-time links with which people set a password: an invitation, or a way back in. A person
 * has at most one; a newer one makes the older one useless.
 */
@Repository
class PasswordLinks {

  /** Over a weekend, not over a summer. */
  static final Duration GOOD_FOR = Duration.ofDays(3);

  private final JdbcClient jdbc;
  private final InstantSource clock;
  private final PublicAddress address;

  PasswordLinks(JdbcClient jdbc, InstantSource clock, PublicAddress address) {
    this.jdbc = jdbc;
    this.clock = clock;
    this.address = address;
  }

  /**
   * A fresh link, shown this once.
   *
   * @param url where the person sets a password
   * @param expiresAt when it stops working
   */
  record Link(String url, Instant expiresAt) {

    /** Without the secret. */
    @Override
    public String toString() {
      return "Link[" + expiresAt + "]";
    }
  }

  /** Makes a link for a person who exists. */
  Link create(String name) {
    withdraw(name);
    var secret = SecretGenerator.create();
    var expires = clock.instant().plus(GOOD_FOR);
    jdbc.sql(
            "insert into password_links (user_id, hash, expires_at)"
                + " values ((select id from users where name = ?), ?, ?)")
        .params(name, SecretGenerator.hash(secret), expires.atOffset(ZoneOffset.UTC))
        .update();
    return new Link(address.get() + "/password?token=" + secret, expires);
  }

  /** Whose link has this secret, when it is good and its person is not disabled. */
  Optional<String> owner(String secret) {
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

  /** Makes the link of a person useless, if there is one. */
  void withdraw(String name) {
    jdbc.sql("delete from password_links where user_id = (select id from users where name = ?)")
        .params(name)
        .update();
  }
}
