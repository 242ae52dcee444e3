package io.ringway.control.cluster;

import io.ringway.control.access.Actor;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * The share of a cluster's keys that a change may move without being asked whether that is meant.
 *
 * <p>What Ringway does by itself is never asked: a replica that comes back must not wait for a
 * person. Nor are replicas scaled with a question: how many shall run is what was decided there,
 * and a machine that scales could not answer. The dashboard asks a person even then.
 */
@Component
class MoveLimit {

  private final double share;

  /**
   * A limit.
   *
   * @param percent of the keys, 0 to 100; 100 never asks
   */
  MoveLimit(@Value("${ringway.changes.limit-percent}") double percent) {
    if (!(percent >= 0 && percent <= 100)) {
      throw new IllegalArgumentException(
          "ringway.changes.limit-percent is " + percent + ": give a number from 0 to 100.");
    }
    share = percent / 100;
  }

  /** From 0 to 1. */
  double share() {
    return share;
  }

  boolean exceeded(KeyMovement keyMovement) {
    return keyMovement.share() > share;
  }

  /** Whether the author of a change has to insist. */
  boolean asks(Change change, KeyMovement keyMovement, Actor author) {
    return asks(keyMovement, author) && !scales(change);
  }

  /** Whether the author of something else, such as a rollback, has to insist. */
  boolean asks(KeyMovement keyMovement, Actor author) {
    return exceeded(keyMovement) && author.kind() != Actor.Kind.SYSTEM;
  }

  private static boolean scales(Change change) {
    return switch (change) {
      case Change.Scale _, Change.AddReplicas _, Change.RemoveReplicas _ -> true;
      case Change.CreateCluster _,
          Change.UpdateCluster _,
          Change.DeleteCluster _,
          Change.AddServers _,
          Change.UpdateServer _,
          Change.SetServerStates _,
          Change.RemoveServers _,
          Change.PinKey _,
          Change.UnpinKey _,
          Change.Stack _ ->
          false;
    };
  }
}
