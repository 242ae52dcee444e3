package io.ringway.control.publish;

import io.ringway.protocol.ConfigSnapshot;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.event.EventListener;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionPhase;
import org.springframework.transaction.event.TransactionalEventListener;

/**
 * The snapshot in force of each workspace. A change made here is published by the thread that
 * committed it, before its answer leaves; a change made by another node over the same database is
 * found by looking at the head row once a second.
 */
@Component
public class Snapshots {

  private static final Logger LOG = LoggerFactory.getLogger(Snapshots.class);

  private final Revisions revisions;
  private final ApplicationEventPublisher events;
  private final Map<String, PublishedSnapshot> current = new ConcurrentHashMap<>();

  /** Not a monitor: listeners may block, and waiting virtual threads shall not pin a carrier. */
  private final ReentrantLock order = new ReentrantLock();

  /** Whether the last look at the head row failed, so that it is said once and not each second. */
  private volatile boolean away;

  Snapshots(Revisions revisions, ApplicationEventPublisher events) {
    this.revisions = revisions;
    this.events = events;
  }

  /** The snapshot in force of the default workspace. */
  public PublishedSnapshot current() {
    return current(Revisions.DEFAULT_WORKSPACE);
  }

  /** The snapshot in force of a workspace; of revision 0 and empty before the first change. */
  public PublishedSnapshot current(String workspace) {
    PublishedSnapshot known = current.get(workspace);
    return known != null ? known : refresh(workspace);
  }

  @TransactionalEventListener(phase = TransactionPhase.AFTER_COMMIT)
  void committed(RevisionAppended appended) {
    publish(appended.config());
  }

  /** Sends the state that was committed before the start, so that listeners need no other way. */
  @EventListener(ApplicationReadyEvent.class)
  void started() {
    order.lock();
    try {
      PublishedSnapshot known = current();
      tell(known);
    } finally {
      order.unlock();
    }
  }

  /** The safety net for several nodes: one read of one indexed row. */
  @Scheduled(fixedDelay = 1_000, initialDelay = 1_000)
  void poll() {
    try {
      look(Revisions.DEFAULT_WORKSPACE);
      if (away) {
        LOG.info("The database answers again.");
        away = false;
      }
    } catch (DataAccessException e) {
      if (!away) {
        LOG.warn(
            "The database does not answer; what is published stays in force: {}", e.toString());
        away = true;
      }
    }
  }

  private void look(String workspace) {
    ConfigSnapshot known = current(workspace).config();
    RevisionHead revisionHead = revisions.head(workspace);
    if (revisionHead.epoch() != known.epoch() || revisionHead.revision() != known.revision()) {
      refresh(workspace);
    }
  }

  private PublishedSnapshot refresh(String workspace) {
    RevisionHead revisionHead = revisions.head(workspace);
    ConfigSnapshot stored = revisions.config(workspace, revisionHead.revision()).orElseThrow();
    // A restore raises the epoch of the head and leaves the log as it was.
    return publish(
        new ConfigSnapshot(
            revisionHead.epoch(),
            stored.revision(),
            workspace,
            stored.createdAtMillis(),
            stored.clusters()));
  }

  /** Newest wins: what is older than the snapshot in force is dropped. */
  private PublishedSnapshot publish(ConfigSnapshot config) {
    order.lock();
    try {
      @Nullable PublishedSnapshot known = current.get(config.workspace());
      if (known != null && config.compareTo(known.config()) <= 0) {
        return known;
      }
      PublishedSnapshot next = PublishedSnapshot.build(config, known);
      current.put(config.workspace(), next);
      tell(next);
      return next;
    } finally {
      order.unlock();
    }
  }

  /** The change is committed: a listener that fails must not make it look refused. */
  private void tell(PublishedSnapshot snapshot) {
    try {
      events.publishEvent(new SnapshotPublished(snapshot));
    } catch (RuntimeException e) {
      LOG.error(
          "Revision {} is in force, but not everybody was told", snapshot.config().revision(), e);
    }
  }
}
