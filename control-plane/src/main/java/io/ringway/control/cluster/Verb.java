package io.ringway.control.cluster;

import io.ringway.protocol.ServerState;
import java.util.List;

/** What the buttons under the server table do to the chosen servers. */
enum Verb {
  READY,
  DRAIN,
  DISABLE,
  REMOVE;

  Change change(String cluster, List<String> servers, boolean force) {
    return switch (this) {
      case READY -> new Change.SetServerStates(cluster, servers, ServerState.READY);
      case DRAIN -> new Change.SetServerStates(cluster, servers, ServerState.DRAINING);
      case DISABLE -> new Change.SetServerStates(cluster, servers, ServerState.DISABLED);
      case REMOVE -> new Change.RemoveServers(cluster, servers, force);
    };
  }

  /** As the first word of a button or a heading. */
  public String word() {
    return switch (this) {
      case READY -> "Make ready";
      case DRAIN -> "Drain";
      case DISABLE -> "Disable";
      case REMOVE -> "Remove";
    };
  }
}
