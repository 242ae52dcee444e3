package io.ringway.control.publish;

import io.ringway.control.access.Actor;
import io.ringway.protocol.Codec;
import io.ringway.protocol.ConfigSnapshot;
import io.ringway.protocol.ProtocolException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * The revision log. It commits together with the state that it describes: {@link #append} runs only
 * inside the transaction of the change.
 */
@Component
public class Revisions {

  /** The only workspace for now. */
  public static final String DEFAULT_WORKSPACE = "default";

  private static final String COLUMNS =
      "number, at_millis, author, author_kind, cluster, sentence, change, moved, necessary";

  private final JdbcClient jdbc;
  private final ApplicationEventPublisher events;
  private final InstantSource clock;

  Revisions(JdbcClient jdbc, ApplicationEventPublisher events, InstantSource clock) {
    this.jdbc = jdbc;
    this.events = events;
    this.clock = clock;
  }

  /** Locks the head row; a second writer of the workspace waits. */
  @Transactional(propagation = Propagation.MANDATORY)
  public RevisionHead lock(String workspace) {
    return head(workspace, " for update");
  }

  /** Returns the committed head, without a lock. */
  @Transactional(propagation = Propagation.SUPPORTS)
  public RevisionHead head(String workspace) {
    return head(workspace, "");
  }

  private RevisionHead head(String workspace, String lock) {
    return jdbc.sql("select epoch, revision from head where workspace = ?" + lock)
        .param(workspace)
        .query((row, _) -> new RevisionHead(workspace, row.getLong(1), row.getLong(2)))
        .single();
  }

  /**
   * Writes the next revision, which is published after the commit.
   *
   * @param revisionHead the head that {@link #lock} returned in this transaction
   * @return the new configuration
   */
  @Transactional(propagation = Propagation.MANDATORY)
  public ConfigSnapshot append(RevisionHead revisionHead, NewRevision revision) {
    long number = revisionHead.revision() + 1;
    ConfigSnapshot config =
        new ConfigSnapshot(
            revisionHead.epoch(),
            number,
            revisionHead.workspace(),
            clock.millis(),
            revision.result().config().clusters());
    jdbc.sql("update head set revision = ? where workspace = ?")
        .params(number, revisionHead.workspace())
        .update();
    jdbc.sql(
            "insert into revision (workspace, epoch, config, replicas, "
                + COLUMNS
                + ") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        .params(
            revisionHead.workspace(),
            revisionHead.epoch(),
            Codec.encode(config),
            revision.replicas(),
            number,
            config.createdAtMillis(),
            revision.author().name(),
            revision.author().kind().name(),
            revision.cluster(),
            revision.sentence(),
            revision.change(),
            revision.moved(),
            revision.necessary())
        .update();
    events.publishEvent(new RevisionAppended(config, revision.result()));
    return config;
  }

  /** Finds one revision. */
  @Transactional(propagation = Propagation.SUPPORTS)
  public Optional<Revision> find(String workspace, long number) {
    return jdbc.sql("select " + COLUMNS + " from revision where workspace = ? and number = ?")
        .params(workspace, number)
        .query(Revisions::revision)
        .optional();
  }

  /**
   * Returns a page of the log, newest first.
   *
   * @param cluster only revisions that changed this cluster; empty for all
   */
  @Transactional(propagation = Propagation.SUPPORTS)
  public List<Revision> list(String workspace, String cluster, long offset, int limit) {
    return jdbc.sql(
            "select "
                + COLUMNS
                + " from revision where workspace = ? and (? = '' or cluster = ? or cluster = '')"
                + " order by number desc limit ? offset ?")
        .params(workspace, cluster, cluster, limit, offset)
        .query(Revisions::revision)
        .list();
  }

  /** Counts the revisions that {@link #list} would return without a limit. */
  @Transactional(propagation = Propagation.SUPPORTS)
  public long count(String workspace, String cluster) {
    return jdbc.sql(
            "select count(*) from revision"
                + " where workspace = ? and (? = '' or cluster = ? or cluster = '')")
        .params(workspace, cluster, cluster)
        .query(Long.class)
        .single();
  }

  /** Returns the whole configuration of a revision; revision 0 is empty. */
  @Transactional(propagation = Propagation.SUPPORTS)
  public Optional<ConfigSnapshot> config(String workspace, long number) {
    if (number == 0) {
      return Optional.of(new ConfigSnapshot(head(workspace).epoch(), 0, workspace, 0, List.of()));
    }
    return text("config", workspace, number).map(Revisions::decode);
  }

  /** Returns the desired replicas that {@link NewRevision#replicas()} stored. */
  @Transactional(propagation = Propagation.SUPPORTS)
  public Optional<String> replicas(String workspace, long number) {
    return text("replicas", workspace, number);
  }

  private Optional<String> text(String column, String workspace, long number) {
    return jdbc.sql("select " + column + " from revision where workspace = ? and number = ?")
        .params(workspace, number)
        .query(String.class)
        .optional();
  }

  private static ConfigSnapshot decode(String json) {
    try {
      return Codec.decodeSnapshot(json);
    } catch (ProtocolException e) {
      throw new IllegalStateException("The database holds a revision that cannot be read.", e);
    }
  }

  private static Revision revision(ResultSet row, int ignored) throws SQLException {
    return new Revision(
        row.getLong("number"),
        Instant.ofEpochMilli(row.getLong("at_millis")),
        row.getString("author"),
        Actor.Kind.valueOf(row.getString("author_kind")),
        row.getString("cluster"),
        row.getString("sentence"),
        row.getString("change"),
        row.getDouble("moved"),
        row.getDouble("necessary"));
  }
}
