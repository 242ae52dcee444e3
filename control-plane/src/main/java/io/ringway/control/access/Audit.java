package io.ringway.control.access;

import java.time.Duration;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Repository;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/**
 * The audit trail: logins, refused requests, changes of tokens and users. Events older than the
 * retention are deleted.
 */
@Repository
public class Audit {

  private static final Logger LOG = LoggerFactory.getLogger(Audit.class);
  private static final Duration MIN_RETENTION = Duration.ofMinutes(1);
  private static final Duration MAX_RETENTION = Duration.ofDays(3_650);

  private final JdbcClient jdbc;
  private final InstantSource clock;
  private final Duration retention;

  /**
   * Creates the audit trail.
   *
   * @param retention how long an event is kept, 1 minute to 3,650 days
   */
  Audit(
      JdbcClient jdbc,
      InstantSource clock,
      @Value("${ringway.audit.retention:90d}") Duration retention) {
    if (retention.compareTo(MIN_RETENTION) < 0 || retention.compareTo(MAX_RETENTION) > 0) {
      throw new IllegalArgumentException(
          "ringway.audit.retention is "
              + retention
              + ": give a time from 1m to 3650d, such as 90d.");
    }
    this.jdbc = jdbc;
    this.clock = clock;
    this.retention = retention;
  }

  /** Records an event of the request that this thread serves. */
  public void record(String kind, String actor, String detail) {
    record(kind, actor, address(), detail);
  }

  /**
   * Records an event. Texts that the client sent are truncated and lose their control characters.
   */
  void record(String kind, String actor, String address, String detail) {
    jdbc.sql("insert into audit_events (at, kind, actor, address, detail) values (?, ?, ?, ?, ?)")
        .params(now(), kind, clean(actor, 64), clean(address, 64), clean(detail, 500))
        .update();
  }

  /**
   * Returns the newest events with an id below {@code before}, newest first, at most {@code limit}.
   */
  public List<AuditEvent> newest(long before, int limit) {
    return jdbc.sql(
            "select id, at, kind, actor, address, detail from audit_events where id < ?"
                + " order by id desc limit ?")
        .params(before, limit)
        .query((row, _) ->
            new AuditEvent(
                row.getLong("id"),
                row.getObject("at", OffsetDateTime.class).toInstant(),
                row.getString("kind"),
                row.getString("actor"),
                row.getString("address"),
                row.getString("detail")))
        .list();
  }

  /**
   * Deletes old events each minute: a control plane that runs for years must not keep the events of
   * years.
   */
  @Scheduled(fixedDelay = 1, timeUnit = TimeUnit.MINUTES)
  void deleteExpired() {
    try {
      jdbc.sql("delete from audit_events where at < ?").params(now().minus(retention)).update();
    } catch (DataAccessException e) {
      LOG.warn("Old audit events could not be deleted; trying again in a minute: {}", e.toString());
    }
  }

  private OffsetDateTime now() {
    return clock.instant().atOffset(ZoneOffset.UTC);
  }

  private static String address() {
    return RequestContextHolder.getRequestAttributes()
            instanceof ServletRequestAttributes attributes
        ? attributes.getRequest().getRemoteAddr()
        : "-";
  }

  private static String clean(String text, int max) {
    var visible = text.replaceAll("\\p{Cntrl}", "?");
    return visible.length() <= max ? visible : visible.substring(0, max);
  }
}
