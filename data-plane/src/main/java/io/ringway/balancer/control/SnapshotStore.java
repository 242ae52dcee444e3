package io.ringway.balancer.control;

import io.ringway.balancer.disk.AtomicFile;
import io.ringway.balancer.obstacle.Obstacles;
import io.ringway.protocol.Codec;
import io.ringway.protocol.ConfigSnapshot;
import io.ringway.protocol.Message;
import io.ringway.protocol.Obstacle;
import io.ringway.protocol.ProtocolException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last good snapshot and the previous one on disk. A crash at any moment leaves a complete one.
 * Used by one thread.
 *
 * <p>Format: a first line {@code ringway-snapshot/1 sha256:<hex>} with the checksum of all that
 * follows, a line with the time it was saved, then the snapshot as JSON.
 */
public final class SnapshotStore {

  private static final Logger LOG = LoggerFactory.getLogger(SnapshotStore.class);
  private static final String FORMAT = "ringway-snapshot/1";

  /** More than the size of the largest snapshot. */
  private static final long ROOM_BYTES = 2L * Message.MAX_FRAME_BYTES;

  private final Path folder;
  private final Path current;
  private final Path previous;
  private final AtomicFile file;
  private final InstantSource clock;
  private final Obstacles obstacles;
  private final AtomicLong failures = new AtomicLong();
  private volatile boolean working = true;

  /**
   * Creates the store in a folder.
   *
   * @param folder created at the first save when missing
   */
  public SnapshotStore(Path folder, InstantSource clock) {
    this(folder, clock, new Obstacles(clock, System::nanoTime, new Random()));
  }

  /**
   * Creates the store in a folder.
   *
   * @param folder created at the first save when missing
   * @param obstacles records failed saves
   */
  public SnapshotStore(Path folder, InstantSource clock, Obstacles obstacles) {
    this.obstacles = obstacles;
    this.folder = folder;
    this.current = folder.resolve("snapshot");
    this.previous = folder.resolve("snapshot.previous");
    this.file = new AtomicFile(current, FORMAT);
    this.clock = clock;
  }

  /** A snapshot from disk, with the time at which it was saved. */
  public record Saved(ConfigSnapshot snapshot, Instant savedAt) {}

  /** Returns the number of failed saves since the start. Any thread. */
  public long failures() {
    return failures.get();
  }

  /** Tells whether the last save worked. Any thread. */
  public boolean working() {
    return working;
  }

  /**
   * Returns the newest complete snapshot, null when there is none. A corrupt file is renamed and
   * logged.
   */
  public @Nullable Saved load() {
    Saved newest = load(current);
    return newest != null ? newest : load(previous);
  }

  private @Nullable Saved load(Path from) {
    if (!Files.exists(from)) {
      return null;
    }
    try {
      return parse(file.read(from));
    } catch (IOException | ProtocolException | IllegalArgumentException e) {
      setAside(from, e);
      return null;
    }
  }

  private static Saved parse(String body) throws ProtocolException {
    int end = body.indexOf('\n');
    if (end < 0) {
      throw new ProtocolException("it is not a snapshot file", null);
    }
    long savedAt = Long.parseLong(body.substring(0, end));
    return new Saved(Codec.decodeSnapshot(body.substring(end + 1)), Instant.ofEpochMilli(savedAt));
  }

  private void setAside(Path broken, Exception cause) {
    Path aside = broken.resolveSibling(broken.getFileName() + ".corrupt-" + clock.millis());
    try {
      Files.move(broken, aside, StandardCopyOption.REPLACE_EXISTING);
      LOG.warn(
          "Snapshot file {} cannot be used: {}. Kept as {}", broken, cause.getMessage(), aside);
    } catch (IOException e) {
      LOG.warn(
          "Snapshot file {} cannot be used: {}, nor set aside: {}",
          broken,
          cause.getMessage(),
          e.toString());
    }
  }

  /** Saves a snapshot. A failure is logged and counted; traffic does not depend on it. */
  public void save(ConfigSnapshot snapshot) {
    try {
      file.write(clock.millis() + "\n" + Codec.encode(snapshot), previous);
      obstacles.resolved(Obstacle.Item.SNAPSHOT_FILE, "");
      working = true;
    } catch (IOException | RuntimeException e) {
      failures.incrementAndGet();
      LOG.debug("Snapshot not saved", e);
      obstacles.failed(
          Obstacle.Item.SNAPSHOT_FILE,
          "",
          kindOf(e),
          "cannot save it in %s, %s; a restart without the control plane would begin with an older one. Free the disk, make the folder writable or choose another with --data (RINGWAY_DATA)"
              .formatted(folder, e));
      working = false;
    }
  }

  /** Saves a snapshot again after a failure, once the next attempt is due. */
  void retry(ConfigSnapshot snapshot) {
    if (obstacles.retryDue(Obstacle.Item.SNAPSHOT_FILE, "")) {
      save(snapshot);
    }
  }

  /**
   * Returns the kind of a failure. A full disk shows only in the message, so the disk is checked.
   */
  private Obstacle.Kind kindOf(Exception failure) {
    if (failure instanceof AccessDeniedException) {
      return Obstacle.Kind.NO_PERMISSION;
    }
    if (failure instanceof RuntimeException) {
      return Obstacle.Kind.UNEXPECTED;
    }
    try {
      boolean full = Files.getFileStore(folder).getUsableSpace() < ROOM_BYTES;
      return full ? Obstacle.Kind.NO_SPACE : Obstacle.Kind.OTHER;
    } catch (IOException e) {
      LOG.debug("The free space cannot be determined", e);
      return Obstacle.Kind.OTHER;
    }
  }
}
