package io.ringway.control.shell;

import java.sql.SQLException;
import java.util.Optional;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.transaction.CannotCreateTransactionException;

/** The problems for failures of the database: disk full, read-only, unreachable. */
final class DatabaseProblems {

  /** H2: the database is read only. */
  private static final int H2_READ_ONLY = 90_097;

  /** PostgreSQL: disk full; read-only transaction. */
  private static final String PG_DISK_FULL = "53100";

  private static final String PG_READ_ONLY = "25006";

  private DatabaseProblems() {}

  static Optional<ProblemDetail> of(Throwable why) {
    for (Throwable at = why; at != null; at = at.getCause()) {
      if (at instanceof SQLException sql
          && (sql.getErrorCode() == H2_READ_ONLY || PG_READ_ONLY.equals(sql.getSQLState()))) {
        return Optional.of(
            Problems.problem(
                HttpStatus.SERVICE_UNAVAILABLE,
                "Database is read-only",
                "Nothing was changed, because the database cannot be written: make the data folder"
                    + " writable and start the control plane again. Traffic goes on."));
      }
      if (at instanceof SQLException sql && PG_DISK_FULL.equals(sql.getSQLState())
          || String.valueOf(at.getMessage()).contains("No space left on device")) {
        return Optional.of(
            Problems.problem(
                HttpStatus.INSUFFICIENT_STORAGE,
                "Disk full",
                "Nothing was changed, because the disk of the control plane is full: free some"
                    + " space, then repeat the change. Traffic goes on."));
      }
    }
    for (Throwable at = why; at != null; at = at.getCause()) {
      if (at instanceof CannotCreateTransactionException
          || at instanceof DataAccessResourceFailureException) {
        return Optional.of(
            Problems.problem(
                HttpStatus.SERVICE_UNAVAILABLE,
                "Database unavailable",
                "Nothing was changed, because the database does not answer: try again when it does."
                    + " Traffic goes on."));
      }
    }
    return Optional.empty();
  }
}
