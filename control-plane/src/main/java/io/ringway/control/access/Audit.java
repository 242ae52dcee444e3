package io.ringway.control.access;

import java.time.Duration;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/** The audit trail: logins, refusals, tokens. Kept for 90 days. */
@Repository
public class Audit {

  private static final Duration KEPT = Duration.ofDays(90);

  private final JdbcClient jdbc;
  private final InstantSource clock;

  Audit(JdbcClient jdbc, InstantSource clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /** Writes an event of the request that this thread serves. */
  public void record(String kind, String actor, String detail) {
    record(kind, actor, address(), detail);
  }

  /** Writes an event; what the client sent is cut and loses its control characters. */
  void record(String kind, String actor, String address, String detail) {
    jdbc.sql("insert into audit_events (at, kind, actor, address, detail) values (?, ?, ?, ?, ?)")
        .params(now(), kind, clean(actor, 64), clean(address, 64), clean(detail, 500))
        .update();
  }

  /** The newest events first, older than {@code before}, at most {@code limit}. */
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

  @EventListener(ApplicationReadyEvent.class)
  void forgetTheOld() {
    jdbc.sql("delete from audit_events where at < ?").params(now().minus(KEPT)).update();
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
