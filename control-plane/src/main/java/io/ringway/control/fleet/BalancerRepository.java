package io.ringway.control.fleet;

import io.ringway.protocol.Message;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The stored balancers, so that the name of a disconnected one is still known. */
@Component
final class BalancerRepository {

  private static final String WORKSPACE = "default";

  private final JdbcClient jdbc;
  private final InstantSource clock;

  BalancerRepository(JdbcClient jdbc, InstantSource clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  void save(
      Message.Hello hello, String address, BalancerConnection.AppliedRevision appliedRevision) {
    if (update(hello, address, appliedRevision) == 0) {
      try {
        jdbc.sql(
                "insert into balancer (name, address, version, transport, last_seen_at,"
                    + " applied_revision, applied_digest, workspace, id) values (?, ?, ?, ?, ?, ?,"
                    + " ?, ?, ?)")
            .params(parameters(hello, address, appliedRevision))
            .update();
      } catch (DuplicateKeyException e) {
        update(hello, address, appliedRevision); // two connections of the same balancer at once
      }
    }
  }

  private int update(
      Message.Hello hello, String address, BalancerConnection.AppliedRevision appliedRevision) {
    return jdbc.sql(
            "update balancer set name = ?, address = ?, version = ?, transport = ?, last_seen_at ="
                + " ?, applied_revision = ?, applied_digest = ? where workspace = ? and id = ?")
        .params(parameters(hello, address, appliedRevision))
        .update();
  }

  private List<Object> parameters(
      Message.Hello hello, String address, BalancerConnection.AppliedRevision appliedRevision) {
    return List.of(
        hello.name(),
        address,
        hello.version(),
        hello.transport(),
        clock.instant().atOffset(ZoneOffset.UTC),
        appliedRevision.revision(),
        appliedRevision.digest(),
        WORKSPACE,
        hello.balancerId());
  }

  List<BalancerStatus> all() {
    return jdbc.sql(
            "select id, name, address, version, transport, last_seen_at, applied_revision,"
                + " applied_digest from balancer where workspace = ?")
        .param(WORKSPACE)
        .query((row, n) ->
            new BalancerStatus(
                row.getString("id"),
                row.getString("name"),
                row.getString("address"),
                row.getString("version"),
                row.getString("transport"),
                null,
                false,
                row.getObject("last_seen_at", OffsetDateTime.class).toInstant(),
                row.getLong("applied_revision"),
                row.getString("applied_digest"),
                false,
                List.of(),
                0,
                0,
                0,
                0,
                BalancerTraffic.NONE,
                0))
        .list();
  }

  boolean remove(String id) {
    return jdbc.sql("delete from balancer where workspace = ? and id = ?")
            .params(WORKSPACE, id)
            .update()
        > 0;
  }
}
