package io.ringway.balancer.control;

import io.ringway.protocol.ConfigSnapshot;

/** The target of snapshots. Called by one thread, except for the two readers. */
public interface SnapshotTarget {

  /** Returns the snapshot in force; epoch and revision 0 when there is none. Any thread. */
  ConfigSnapshot snapshot();

  /** Returns the digest of the table in force, empty when there is none. Any thread. */
  String digest();

  /**
   * Builds the table of a snapshot and puts it into force, all or nothing. A limitation of this
   * machine, such as a port that is taken, is an obstacle and not a refusal.
   *
   * @return the digest of the built table
   * @throws SnapshotRefusedException when it cannot be put into force; the old table stays
   */
  String apply(ConfigSnapshot snapshot) throws SnapshotRefusedException;

  /** Retries the obstacles that are due. */
  default void retryObstacles() {}
}
