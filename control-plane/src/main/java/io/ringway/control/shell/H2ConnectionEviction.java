package io.ringway.control.shell;

import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;
import java.util.Set;

/**
 * The rule that evicts connections whose embedded database has closed itself. After a write that
 * failed on a full disk, H2 fails every statement until a new connection opens the database again.
 * HikariCP recognises this by SQL states of class 08, which H2 does not use.
 *
 * <p>Named in {@code application.yml}; HikariCP creates it.
 */
public final class H2ConnectionEviction implements SQLExceptionOverride {

  /**
   * Error codes of H2: general error, I/O error, database closed, called at shutdown, connection
   * broken, closed.
   */
  private static final Set<Integer> GONE =
      Set.of(50_000, 90_028, 90_031, 90_098, 90_121, 90_067, 90_007);

  /** Creates the rule; HikariCP calls this by reflection. */
  public H2ConnectionEviction() {}

  @java.lang.Override
  public SQLExceptionOverride.Override adjudicate(SQLException failure) {
    return GONE.contains(failure.getErrorCode())
        ? SQLExceptionOverride.Override.MUST_EVICT
        : SQLExceptionOverride.Override.CONTINUE_EVICT;
  }
}
