package io.ringway.balancer.control;

import io.ringway.protocol.ConfigSnapshot;

/** What a snapshot is put into force on. Called by one thread, except for the two readers. */
public interface SnapshotTarget {

  /** The snapshot in force; epoch and revision 0 when there is none. Any thread. */
  ConfigSnapshot snapshot();

  /** The digest of the table in force, empty when there is none. Any thread. */
  String digest();

  /**
   * Builds the table of a snapshot and puts it into force, all or nothing. What a machine does not
   * give, such as a port that is taken, is an obstacle and refuses nothing.
   *
   * @return the digest of the built table
   * @throws SnapshotRefusedException when it cannot be put into force; the old table serves on
   */
  String apply(ConfigSnapshot snapshot) throws SnapshotRefusedException;

  /** Tries again what the machine did not give so far. */
  default void retryObstacles() {}
}
