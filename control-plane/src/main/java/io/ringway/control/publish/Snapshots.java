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
 * The current snapshot of each workspace. The thread that commits a change publishes it before the
 * response is sent. A change by another node over the same database is found by polling the head
 * row once a second.
 */
@Component
public class Snapshots {

  private static final Logger LOG = LoggerFactory.getLogger(Snapshots.class);

  private final Revisions revisions;
  private final ApplicationEventPublisher events;
  private final Map<String, PublishedSnapshot> current = new ConcurrentHashMap<>();

  /**
   * A lock that virtual threads can wait for without pinning a carrier thread: listeners may block.
   */
  private final ReentrantLock publishLock = new ReentrantLock();

  /**
   * True while the database is unreachable, so that the log gets one warning and not one each
   * second.
   */
  private volatile boolean unreachable;

  Snapshots(Revisions revisions, ApplicationEventPublisher events) {
    this.revisions = revisions;
    this.events = events;
  }

  /** Returns the current snapshot of the default workspace. */
  public PublishedSnapshot current() {
    return current(Revisions.DEFAULT_WORKSPACE);
  }

  /**
   * Returns the current snapshot of a workspace; before the first change it is empty and has
   * revision 0.
   */
  public PublishedSnapshot current(String workspace) {
    PublishedSnapshot known = current.get(workspace);
    return known != null ? known : refresh(workspace);
  }

  @TransactionalEventListener(phase = TransactionPhase.AFTER_COMMIT)
  void committed(RevisionAppended appended) {
    publish(appended.config(), appended.built());
  }

  /** Publishes the state at the start, so that listeners need no other way to get it. */
  @EventListener(ApplicationReadyEvent.class)
  void started() {
    publishLock.lock();
    try {
      PublishedSnapshot known = current();
      notifyListeners(known);
    } finally {
      publishLock.unlock();
    }
  }

  /** Polls the head row for changes of other nodes: one read of one indexed row. */
  @Scheduled(fixedDelay = 1_000, initialDelay = 1_000)
  void poll() {
    try {
      pollHead(Revisions.DEFAULT_WORKSPACE);
      if (unreachable) {
        LOG.info("The database answers again.");
        unreachable = false;
      }
    } catch (DataAccessException e) {
      if (!unreachable) {
        LOG.warn(
            "The database does not answer; what is published stays in force: {}", e.toString());
        unreachable = true;
      }
    }
  }

  private void pollHead(String workspace) {
    ConfigSnapshot known = current(workspace).config();
    RevisionHead revisionHead = revisions.head(workspace);
    if (revisionHead.epoch() != known.epoch() || revisionHead.revision() != known.revision()) {
      refresh(workspace);
    }
  }

  private PublishedSnapshot refresh(String workspace) {
    RevisionHead revisionHead = revisions.head(workspace);
    ConfigSnapshot stored = revisions.config(workspace, revisionHead.revision()).orElseThrow();
    // A restore raises the epoch of the head and leaves the log unchanged.
    return publish(
        new ConfigSnapshot(
            revisionHead.epoch(),
            stored.revision(),
            workspace,
            stored.createdAtMillis(),
            stored.clusters()),
        null);
  }

  /**
   * Publishes a configuration unless the current one is newer.
   *
   * @param built its rings, when they were built already
   */
  private PublishedSnapshot publish(ConfigSnapshot config, @Nullable PublishedSnapshot built) {
    publishLock.lock();
    try {
      @Nullable PublishedSnapshot known = current.get(config.workspace());
      if (known != null && config.compareTo(known.config()) <= 0) {
        return known;
      }
      PublishedSnapshot next = PublishedSnapshot.build(config, built != null ? built : known);
      current.put(config.workspace(), next);
      notifyListeners(next);
      return next;
    } finally {
      publishLock.unlock();
    }
  }

  /**
   * Notifies the listeners. The change is committed, so the failure of a listener must not make it
   * look refused.
   */
  private void notifyListeners(PublishedSnapshot snapshot) {
    try {
      events.publishEvent(new SnapshotPublished(snapshot));
    } catch (RuntimeException e) {
      LOG.error("Revision {} is in force, but a listener failed", snapshot.config().revision(), e);
    }
  }
}
