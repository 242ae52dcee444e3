package io.ringway.cli;

import io.ringway.protocol.ExplainQuery;
import org.jspecify.annotations.Nullable;

/** The format of a line in an access log. */
interface LogFormat {

  /**
   * A logged request.
   *
   * @param request as far as the log shows it
   * @param server the server that was chosen first: a name or an address; empty when there was none
   * @param retried whether it was retried on another server
   */
  record Entry(ExplainQuery.Request request, String server, boolean retried) {}

  /** Returns the name of the format. */
  String name();

  /** Returns whether lines name the server that was chosen. */
  boolean namesServer();

  /** Parses a line. Returns null when it does not have this format, or shows no valid request. */
  @Nullable Entry read(String line);
}
