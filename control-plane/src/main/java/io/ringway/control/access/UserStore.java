package io.ringway.control.access;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.core.userdetails.UsernameNotFoundException;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/**
 * The user accounts in the database. {@link UserAdministration} holds the rules for changing them.
 */
@Repository
class UserStore {

  static final String WORKSPACE = "default";

  private static final String CAN_LOG_IN = "not u.disabled and u.password_hash is not null";

  private final JdbcClient jdbc;
  private final PasswordEncoder passwords;
  private final InstantSource clock;

  UserStore(JdbcClient jdbc, PasswordEncoder passwords, InstantSource clock) {
    this.jdbc = jdbc;
    this.passwords = passwords;
    this.clock = clock;
  }

  /** Tells whether there is no user yet. */
  public boolean isEmpty() {
    return jdbc.sql("select count(*) from users").query(Long.class).single() == 0;
  }

  /** Returns all users of the default workspace, sorted by name. */
  public List<User> all() {
    return jdbc.sql(
            """
            select u.name, m.role, u.disabled, u.password_hash, u.created_at, l.expires_at,
              e.last_login
            from users u
            join memberships m on m.user_id = u.id
            left join password_links l on l.user_id = u.id and l.expires_at > ?
            left join (select actor, max(at) as last_login from audit_events where kind = 'login'
              group by actor) e on e.actor = u.name
            where m.workspace = ? order by u.name
            """)
        .params(clock.instant().atOffset(ZoneOffset.UTC), WORKSPACE)
        .query((row, _) -> user(row))
        .list();
  }

  /** Finds the user with this name. */
  public Optional<User> find(String name) {
    var wanted = canonical(name);
    return all().stream().filter(user -> user.name().equals(wanted)).findFirst();
  }

  /**
   * Creates a user; without a password the user is invited. The database refuses a name that is
   * taken.
   */
  @Transactional
  void create(String name, @Nullable String password, Role role) {
    var id = UUID.randomUUID();
    jdbc.sql("insert into users (id, name, password_hash, created_at) values (?, ?, ?, ?)")
        .param(id)
        .param(canonical(name))
        .param(password == null ? null : passwords.encode(password))
        .param(clock.instant().atOffset(ZoneOffset.UTC))
        .update();
    jdbc.sql("insert into memberships (user_id, workspace, role) values (?, ?, ?)")
        .params(id, WORKSPACE, role.name())
        .update();
  }

  /**
   * Returns the account for a login. Disabled users and users without a password count as unknown.
   */
  Account accountForLogin(String name) {
    return account(name).orElseThrow(() -> new UsernameNotFoundException("unknown"));
  }

  /** Finds the account with this name, if it can log in. */
  Optional<Account> account(String name) {
    return jdbc.sql(
            "select u.id, u.name, u.password_hash, u.generation, m.role from users u"
                + " join memberships m on m.user_id = u.id where m.workspace = ? and u.name = ?"
                + " and "
                + CAN_LOG_IN)
        .params(WORKSPACE, canonical(name))
        .query((row, _) ->
            new Account(
                row.getObject("id", UUID.class),
                row.getString("name"),
                row.getString("password_hash"),
                Role.valueOf(row.getString("role")),
                row.getLong("generation")))
        .optional();
  }

  /** Tells whether another user than this one can log in as an administrator. */
  boolean hasOtherAdministrator(String name) {
    return jdbc.sql(
                "select count(*) from users u join memberships m on m.user_id = u.id"
                    + " where m.workspace = ? and m.role = 'ADMIN' and u.name <> ? and "
                    + CAN_LOG_IN)
            .params(WORKSPACE, canonical(name))
            .query(Long.class)
            .single()
        > 0;
  }

  /** Serializes changes of users until the end of the transaction. */
  void lockUsers() {
    WorkspaceLock.acquire(jdbc, WORKSPACE);
  }

  void updateRole(String name, Role role) {
    jdbc.sql(
            "update memberships set role = ? where workspace = ?"
                + " and user_id = (select id from users where name = ?)")
        .params(role.name(), WORKSPACE, canonical(name))
        .update();
  }

  /** Disables or enables a user. Existing sessions end in both cases. */
  void updateDisabled(String name, boolean disabled) {
    jdbc.sql("update users set disabled = ?, generation = generation + 1 where name = ?")
        .params(disabled, canonical(name))
        .update();
  }

  /** Sets a new password. Existing sessions end. */
  void updatePassword(String name, String password) {
    jdbc.sql("update users set password_hash = ?, generation = generation + 1 where name = ?")
        .params(passwords.encode(password), canonical(name))
        .update();
  }

  boolean matches(Account account, String password) {
    return passwords.matches(password, account.getPassword());
  }

  void remove(String name) {
    jdbc.sql("delete from users where name = ?").params(canonical(name)).update();
  }

  static String canonical(String name) {
    return name.strip().toLowerCase(Locale.ROOT);
  }

  private static User user(ResultSet row) throws SQLException {
    var state =
        row.getBoolean("disabled")
            ? User.State.DISABLED
            : row.getString("password_hash") == null ? User.State.INVITED : User.State.ACTIVE;
    return new User(
        row.getString("name"),
        Role.valueOf(row.getString("role")),
        state,
        row.getObject("created_at", OffsetDateTime.class).toInstant(),
        instant(row, "last_login"),
        instant(row, "expires_at"));
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    var at = row.getObject(column, OffsetDateTime.class);
    return at == null ? null : at.toInstant();
  }
}
