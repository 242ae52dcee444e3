package io.ringway.control.dashboard;

import io.ringway.control.review.ProposedChange;
import java.util.List;

/** The actions of the buttons under the server table. */
public enum ServerAction {
  READY,
  DRAIN,
  DISABLE,
  REMOVE;

  /** Returns the change that the action makes to these servers. */
  public ProposedChange edit(List<String> servers) {
    ProposedChange proposedChange =
        switch (this) {
          case READY -> ProposedChange.state("READY");
          case DRAIN -> ProposedChange.state("DRAINING");
          case DISABLE -> ProposedChange.state("DISABLED");
          case REMOVE -> ProposedChange.of("remove-servers");
        };
    servers.forEach(proposedChange.body().withArray("servers")::add);
    return proposedChange;
  }

  /** Returns the first word of a button or heading. */
  public String word() {
    return switch (this) {
      case READY -> "Make ready";
      case DRAIN -> "Drain";
      case DISABLE -> "Disable";
      case REMOVE -> "Remove";
    };
  }
}
