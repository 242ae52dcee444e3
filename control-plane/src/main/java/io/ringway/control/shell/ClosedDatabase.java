package io.ringway.control.shell;

import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;
import java.util.Set;

/**
 * Throws connections away whose embedded database has closed itself: after a write that the disk
 * refused it answers nothing any more, until a new connection opens it again. The pool knows this
 * by SQL states of class 08, which H2 does not use.
 *
 * <p>Named in {@code application.yml}; made by the pool.
 */
public final class ClosedDatabase implements SQLExceptionOverride {

  /**
   * H2: general error, I/O error, database closed, called at shutdown, connection broken, closed.
   */
  private static final Set<Integer> GONE =
      Set.of(50_000, 90_028, 90_031, 90_098, 90_121, 90_067, 90_007);

  /** Made by name. */
  public ClosedDatabase() {}

  @java.lang.Override
  public SQLExceptionOverride.Override adjudicate(SQLException failure) {
    return GONE.contains(failure.getErrorCode())
        ? SQLExceptionOverride.Override.MUST_EVICT
        : SQLExceptionOverride.Override.CONTINUE_EVICT;
  }
}
