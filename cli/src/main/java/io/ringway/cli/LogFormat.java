package io.ringway.cli;

import io.ringway.protocol.ExplainQuery;
import org.jspecify.annotations.Nullable;

/** How a line of an access log is read. */
interface LogFormat {

  /**
   * A logged request.
   *
   * @param request as far as the log tells it
   * @param server who was chosen first: a name or an address; the empty text when nobody was
   * @param retried whether it went on to another server
   */
  record Entry(ExplainQuery.Request request, String server, boolean retried) {}

  /** What it is called. */
  String name();

  /** Whether lines tell which server was chosen. */
  boolean tellsServer();

  /** Reads a line, or null when it is none of this format, or tells of no proper request. */
  @Nullable Entry read(String line);
}
