package io.ringway.control.storage;

import java.sql.SQLException;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;

/**
 * The unique constraints that a request can violate, when two writers choose the same name at the
 * same moment. Every other integrity violation is a defect of Ringway, not a mistake of the client.
 */
public enum UniqueConstraint {
  /** A person has one account. */
  PERSON(
      "users_name_taken",
      "users",
      "name",
      "The name is taken",
      "Somebody with this name is there already: choose another name."),
  /** A cluster is addressed by its name. */
  CLUSTER(
      "cluster_name_taken",
      "cluster",
      "workspace, name",
      "The name is taken",
      "There is a cluster with this name already: choose another name.");

  /** SQL standard: unique violation. H2 and PostgreSQL use the same code. */
  private static final String UNIQUE_VIOLATION = "23505";

  /**
   * The constraint in a message of H2, which has no field for it. In every language the message
   * quotes {@code "PUBLIC.USERS_NAME_TAKEN INDEX …"} before the values.
   */
  private static final Pattern H2_CONSTRAINT = Pattern.compile("\"(?:\\w+\\.)?(\\w+) INDEX ");

  private final String constraint;
  private final String table;
  private final String columns;
  private final String title;
  private final String detail;

  UniqueConstraint(String constraint, String table, String columns, String title, String detail) {
    this.constraint = constraint;
    this.table = table;
    this.columns = columns;
    this.title = title;
    this.detail = detail;
  }

  /** Returns the constraint that the failed statement violated, if it is one of these. */
  public static Optional<UniqueConstraint> violated(Throwable failure) {
    for (Throwable at = failure; at != null; at = at.getCause()) {
      if (at instanceof SQLException sql && UNIQUE_VIOLATION.equals(sql.getSQLState())) {
        String name = constraint(sql);
        return Stream.of(values())
            .filter(known -> known.constraint.equalsIgnoreCase(name))
            .findFirst();
      }
    }
    return Optional.empty();
  }

  private static @Nullable String constraint(SQLException sql) {
    if (sql instanceof PSQLException postgres) {
      var server = postgres.getServerErrorMessage();
      return server == null ? null : server.getConstraint();
    }
    var quoted = H2_CONSTRAINT.matcher(String.valueOf(sql.getMessage()));
    return quoted.find() ? quoted.group(1) : null;
  }

  /** Returns a few words for the client. */
  public String title() {
    return title;
  }

  /** Returns a sentence that says what to do. */
  public String detail() {
    return detail;
  }

  String constraint() {
    return constraint;
  }

  String table() {
    return table;
  }

  /** Returns the columns in order, separated by commas. */
  String columns() {
    return columns;
  }
}
