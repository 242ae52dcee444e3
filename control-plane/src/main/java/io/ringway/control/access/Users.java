package io.ringway.control.access;

import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UsernameNotFoundException;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The people who can log in. */
@Repository
class Users {

  static final String WORKSPACE = "default";

  private final JdbcClient jdbc;
  private final PasswordEncoder passwords;
  private final InstantSource clock;

  Users(JdbcClient jdbc, PasswordEncoder passwords, InstantSource clock) {
    this.jdbc = jdbc;
    this.passwords = passwords;
    this.clock = clock;
  }

  /** True until the first user was created: Ringway waits for its administrator. */
  public boolean none() {
    return jdbc.sql("select count(*) from users").query(Long.class).single() == 0;
  }

  /** All users of the default workspace by name. */
  public List<User> all() {
    return jdbc.sql(
            "select u.name, m.role, u.created_at from users u"
                + " join memberships m on m.user_id = u.id where m.workspace = ? order by u.name")
        .params(WORKSPACE)
        .query((row, _) ->
            new User(
                row.getString("name"),
                Role.valueOf(row.getString("role")),
                row.getObject("created_at", OffsetDateTime.class).toInstant()))
        .list();
  }

  /** Creates a user; the name is free (else the database refuses). */
  @Transactional
  void create(String name, String password, Role role) {
    var id = UUID.randomUUID();
    jdbc.sql("insert into users (id, name, password_hash, created_at) values (?, ?, ?, ?)")
        .params(
            id,
            canonical(name),
            passwords.encode(password),
            clock.instant().atOffset(ZoneOffset.UTC))
        .update();
    jdbc.sql("insert into memberships (user_id, workspace, role) values (?, ?, ?)")
        .params(id, WORKSPACE, role.name())
        .update();
  }

  /** What a login is checked against. */
  UserDetails login(String name) {
    return jdbc.sql(
            "select u.name, u.password_hash, m.role from users u"
                + " join memberships m on m.user_id = u.id where m.workspace = ? and u.name = ?")
        .params(WORKSPACE, canonical(name))
        .query((row, _) ->
            org.springframework.security.core.userdetails.User.withUsername(row.getString("name"))
                .password(row.getString("password_hash"))
                .roles(row.getString("role"))
                .build())
        .optional()
        .orElseThrow(() -> new UsernameNotFoundException("unknown"));
  }

  static String canonical(String name) {
    return name.strip().toLowerCase(Locale.ROOT);
  }
}
