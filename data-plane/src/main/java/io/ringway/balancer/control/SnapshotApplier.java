package io.ringway.balancer.control;

import io.ringway.protocol.ConfigSnapshot;
import io.ringway.protocol.Message;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts snapshots into force; the newest wins. Used by one thread at a time, except for the readers.
 */
public final class SnapshotApplier {

  private static final Logger LOG = LoggerFactory.getLogger(SnapshotApplier.class);

  private final SnapshotTarget snapshotTarget;
  private final SnapshotStore store;
  private final InstantSource clock;
  private volatile Source source = Source.NONE;
  private volatile @Nullable Instant appliedAt;
  private volatile @Nullable Instant savedAt;

  /** The source of the table in force. */
  public enum Source {
    /** There is no table yet. */
    NONE,
    /** The last good snapshot, saved by an earlier run. */
    DISK,
    /** The control plane. */
    CONTROL_PLANE
  }

  /** Creates an applier; nothing is in force yet. */
  public SnapshotApplier(SnapshotTarget snapshotTarget, SnapshotStore store, InstantSource clock) {
    this.snapshotTarget = snapshotTarget;
    this.store = store;
    this.clock = clock;
  }

  /** Returns the source of the table in force. Any thread. */
  public Source source() {
    return source;
  }

  /** Returns the time at which the table came into force here, or null. Any thread. */
  public @Nullable Instant appliedAt() {
    return appliedAt;
  }

  /**
   * Returns the time at which the snapshot that this run began with was saved, or null. Any thread.
   */
  public @Nullable Instant savedAt() {
    return savedAt;
  }

  /** Returns the target with the snapshot in force. Any thread. */
  public SnapshotTarget target() {
    return snapshotTarget;
  }

  /** Starts from the last good snapshot; without one, waits for the control plane. */
  public void startFromDisk() {
    SnapshotStore.Saved saved = store.load();
    if (saved == null) {
      LOG.info("No snapshot on disk: not ready until the control plane sends one");
      return;
    }
    try {
      String digest = snapshotTarget.apply(saved.snapshot());
      source = Source.DISK;
      appliedAt = clock.instant();
      savedAt = saved.savedAt();
      LOG.info(
          "Serving revision {} from disk, digest {}, stale since {}",
          saved.snapshot().revision(),
          digest,
          saved.savedAt());
    } catch (SnapshotRefusedException e) {
      LOG.error(
          "Revision {} from disk cannot be used: {}", saved.snapshot().revision(), e.getMessage());
    } catch (RuntimeException | Error e) {
      LOG.error(
          "Revision {} from disk cannot be used: not ready until the control plane sends another"
              + " one. {}",
          saved.snapshot().revision(),
          UnexpectedError.describe(e),
          e);
    }
  }

  /**
   * Puts a published snapshot into force, unless it is not newer than the one in force.
   *
   * @return the reply
   */
  Message offer(Message.Publish publish, long receivedNanos) {
    ConfigSnapshot snapshot = publish.snapshot();
    ConfigSnapshot inForce = snapshotTarget.snapshot();
    if (source != Source.NONE && snapshot.workspace().equals(inForce.workspace())) {
      int order = snapshot.compareTo(inForce);
      if (order == 0) {
        source = Source.CONTROL_PLANE;
        return new Message.Applied(
            snapshot.epoch(), snapshot.revision(), snapshotTarget.digest(), 0);
      }
      if (order < 0) {
        return older(snapshot, inForce);
      }
    }
    return apply(publish, receivedNanos);
  }

  private static Message older(ConfigSnapshot snapshot, ConfigSnapshot inForce) {
    String reason =
        "Revision %d of epoch %d is older than revision %d of epoch %d, which is in force here. If the control plane was restored or set up anew, raise its epoch."
            .formatted(snapshot.revision(), snapshot.epoch(), inForce.revision(), inForce.epoch());
    LOG.warn("Ignored a snapshot: {}", reason);
    return new Message.Rejected(snapshot.epoch(), snapshot.revision(), List.of(reason));
  }

  private Message apply(Message.Publish publish, long receivedNanos) {
    ConfigSnapshot snapshot = publish.snapshot();
    String digest;
    try {
      digest = snapshotTarget.apply(snapshot);
    } catch (SnapshotRefusedException e) {
      LOG.warn("Rejected revision {}: {}", snapshot.revision(), e.getMessage());
      return new Message.Rejected(
          snapshot.epoch(), snapshot.revision(), List.of(String.valueOf(e.getMessage())));
    } catch (RuntimeException | Error e) {
      String words = UnexpectedError.describe(e);
      LOG.error("Rejected revision {}: {}", snapshot.revision(), words, e);
      return new Message.Rejected(snapshot.epoch(), snapshot.revision(), List.of(words));
    }
    long micros = (System.nanoTime() - receivedNanos) / 1_000;
    source = Source.CONTROL_PLANE;
    appliedAt = clock.instant();
    LOG.info("Revision {} is in force, digest {}, {} µs", snapshot.revision(), digest, micros);
    if (!digest.equals(publish.digest())) {
      LOG.error(
          "The control plane built digest {} from revision {}, this balancer {}: do both run the"
              + " same version?",
          publish.digest(),
          snapshot.revision(),
          digest);
    }
    return new Message.Applied(snapshot.epoch(), snapshot.revision(), digest, micros);
  }

  /** Saves the snapshot in force. To be called after the reply, since the disk may be slow. */
  void save() {
    store.save(snapshotTarget.snapshot());
  }

  /** Retries the obstacles that are due. To be called about every second. */
  void retry() {
    snapshotTarget.retryObstacles();
    store.retry(snapshotTarget.snapshot());
  }
}
