package io.ringway.balancer.admin;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** The admin pages for logging. A changed level lasts until the process stops. */
public final class LogPages {

  private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(LogPages.class);
  private static final String HOW =
      "Use /log/level?logger=NAME&level=LEVEL; the name is ROOT, a package such as"
          + " io.ringway.balancer.exchange, or a class; the level is ERROR, WARN, INFO, DEBUG, TRACE,"
          + " OFF, or INHERIT for that of its parent.";

  private static final Set<String> LEVELS =
      Set.of("ERROR", "WARN", "INFO", "DEBUG", "TRACE", "OFF");

  private final @Nullable Runnable reopen;

  /**
   * Creates the pages.
   *
   * @param reopen reopens the access log; null when it is no file
   */
  public LogPages(@Nullable Runnable reopen) {
    this.reopen = reopen;
  }

  private static LoggerContext context() {
    return (LoggerContext) LoggerFactory.getILoggerFactory();
  }

  /** Returns the level of one logger, or those of all loggers that have their own. */
  WholeResponse level(Map<String, List<String>> query) {
    if (query.isEmpty()) {
      Map<String, String> levels = new TreeMap<>();
      for (Logger logger : context().getLoggerList()) {
        if (logger.getLevel() != null) {
          levels.put(logger.getName(), logger.getLevel().toString());
        }
      }
      return WholeResponse.json(levels);
    }
    Logger logger = find(query);
    return logger == null ? unknown() : WholeResponse.json(level(logger));
  }

  private static Map<String, String> level(Logger logger) {
    return Map.of(logger.getName(), logger.getEffectiveLevel().toString());
  }

  WholeResponse setLevel(Map<String, List<String>> query) {
    Logger logger = find(query);
    if (logger == null) {
      return unknown();
    }
    String word = only(query, "level").toUpperCase(Locale.ROOT);
    boolean inherits = word.equals("INHERIT");
    Level level = LEVELS.contains(word) ? Level.valueOf(word) : null;
    boolean root = logger.getName().equals(org.slf4j.Logger.ROOT_LOGGER_NAME);
    if (inherits ? root : level == null) {
      return WholeResponse.problem(400, "That is not a level. " + HOW);
    }
    logger.setLevel(level);
    LOG.warn("The log level of {} is {} now", logger.getName(), logger.getEffectiveLevel());
    return WholeResponse.json(level(logger));
  }

  /** Finds an existing logger. Creating one for an unknown name would keep it for ever. */
  private static @Nullable Logger find(Map<String, List<String>> query) {
    return context().exists(only(query, "logger"));
  }

  private static String only(Map<String, List<String>> query, String name) {
    List<String> values = query.getOrDefault(name, List.of());
    return values.size() == 1 ? values.getFirst() : "";
  }

  private static WholeResponse unknown() {
    return WholeResponse.problem(404, "There is no such logger. " + HOW);
  }

  WholeResponse reopen() {
    if (reopen == null) {
      return WholeResponse.problem(409, "There is no access log in a file: see --access-log.");
    }
    reopen.run();
    return WholeResponse.text(200, "The access log is reopened.\n");
  }
}
