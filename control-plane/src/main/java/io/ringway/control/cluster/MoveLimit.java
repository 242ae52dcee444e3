package io.ringway.control.cluster;

import io.ringway.control.access.Actor;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * The largest share of a cluster's keys that a change moves without confirmation.
 *
 * <p>Ringway's own changes are never limited: a replica that comes back must not wait for a person.
 * Scaling is not limited either, since the number of replicas is an explicit decision and an
 * autoscaler cannot confirm. The dashboard still asks a person to confirm.
 */
@Component
class MoveLimit {

  private final double share;

  /**
   * Creates a limit.
   *
   * @param percent of the keys, 0 to 100; 100 never needs confirmation
   */
  MoveLimit(@Value("${ringway.changes.limit-percent}") double percent) {
    if (!(percent >= 0 && percent <= 100)) {
      throw new IllegalArgumentException(
          "ringway.changes.limit-percent is " + percent + ": give a number from 0 to 100.");
    }
    share = percent / 100;
  }

  /** Returns the limit as a share, from 0 to 1. */
  double share() {
    return share;
  }

  boolean exceeded(KeyMovement keyMovement) {
    return keyMovement.share() > share;
  }

  /** Returns true when the author has to force this change. */
  boolean asks(Change change, KeyMovement keyMovement, Actor author) {
    return asks(keyMovement, author) && !scales(change);
  }

  /**
   * Returns true when the author has to force this movement of keys, such as that of a rollback.
   */
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
