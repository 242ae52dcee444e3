package io.ringway.control.storage;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.migration.Context;
import org.flywaydb.core.api.migration.JavaMigration;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Migration 6: drops the {@code check} constraints, and names the unique constraints that a request
 * can violate.
 *
 * <p>H2 (2.4.240) evaluates a {@code check (… in (…))} with the session that created it. Once the
 * pool has retired that connection, every insert fails with "Check constraint invalid". The values
 * are enums in the code, so nothing is lost. With the names {@link UniqueConstraint} can tell a
 * duplicate name from a defect.
 *
 * <p>The database generated the names of the old constraints, so they must be looked up, and no
 * plain SQL does that on both H2 and PostgreSQL. Each step checks before it acts, because H2
 * commits each statement: an interrupted migration runs again.
 */
@Component
final class ConstraintsByName implements JavaMigration {

  private static final List<String> CHECKED = List.of("memberships", "api_tokens");

  @Override
  public MigrationVersion getVersion() {
    return MigrationVersion.fromVersion("6");
  }

  @Override
  public String getDescription() {
    return "constraints by name";
  }

  @Override
  public @Nullable Integer getChecksum() {
    return null;
  }

  @Override
  public boolean canExecuteInTransaction() {
    return true;
  }

  @Override
  public void migrate(Context context) throws SQLException {
    Connection connection = context.getConnection();
    for (String table : CHECKED) {
      for (String name : checks(connection, table)) {
        drop(connection, table, name);
      }
    }
    for (UniqueConstraint unique : UniqueConstraint.values()) {
      name(connection, unique);
    }
  }

  /** Returns the check constraints, without {@code not null}, which PostgreSQL lists among them. */
  private static List<String> checks(Connection connection, String table) throws SQLException {
    return names(
        connection,
        """
        select t.constraint_name from information_schema.table_constraints t
        join information_schema.check_constraints c
          on c.constraint_schema = t.constraint_schema and c.constraint_name = t.constraint_name
        where t.table_schema = current_schema and lower(t.table_name) = ?
          and t.constraint_type = 'CHECK' and upper(c.check_clause) not like '%IS NOT NULL%'
        """,
        table);
  }

  private static void name(Connection connection, UniqueConstraint unique) throws SQLException {
    List<String> known =
        names(
            connection,
            """
            select t.constraint_name from information_schema.table_constraints t
            where t.table_schema = current_schema and lower(t.table_name) = ?
              and t.constraint_type = 'UNIQUE'
            """,
            unique.table());
    for (String name : known) {
      if (!name.equalsIgnoreCase(unique.constraint())
          && columns(connection, unique.table(), name).equals(unique.columns())) {
        drop(connection, unique.table(), name);
      }
    }
    if (known.stream().noneMatch(unique.constraint()::equalsIgnoreCase)) {
      // After the drop: otherwise H2 lets the new constraint share the index of the old one, with
      // its name.
      execute(
          connection,
          "alter table "
              + unique.table()
              + " add constraint "
              + unique.constraint()
              + " unique ("
              + unique.columns()
              + ")");
    }
  }

  private static String columns(Connection connection, String table, String constraint)
      throws SQLException {
    List<String> columns =
        names(
            connection,
            """
            select lower(column_name) from information_schema.key_column_usage
            where table_schema = current_schema and lower(table_name) = ? and constraint_name = ?
            order by ordinal_position
            """,
            table,
            constraint);
    return String.join(", ", columns);
  }

  private static void drop(Connection connection, String table, String name) throws SQLException {
    execute(
        connection,
        "alter table " + table + " drop constraint \"" + name.replace("\"", "\"\"") + "\"");
  }

  private static List<String> names(Connection connection, String query, String... parameters)
      throws SQLException {
    try (var statement = connection.prepareStatement(query)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setString(i + 1, parameters[i]);
      }
      List<String> names = new ArrayList<>();
      try (var rows = statement.executeQuery()) {
        while (rows.next()) {
          names.add(rows.getString(1));
        }
      }
      return names;
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
