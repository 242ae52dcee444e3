package io.ringway.control.access;

import org.springframework.jdbc.core.simple.JdbcClient;

/** The row lock that serializes changes of the users and tokens of a workspace. */
public final class WorkspaceLock {

  private WorkspaceLock() {}

  /** Waits for the lock and holds it until the end of the current transaction. */
  public static void acquire(JdbcClient jdbc, String workspace) {
    jdbc.sql("select id from workspace where name = ? for update")
        .params(workspace)
        .query(String.class)
        .single();
  }
}
