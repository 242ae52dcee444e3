package io.ringway.control.dashboard;

import io.ringway.control.review.ProposedChange;
import java.util.List;

/** What the buttons under the server table do to the chosen servers. */
public enum ServerAction {
  READY,
  DRAIN,
  DISABLE,
  REMOVE;

  /** The change that it makes of these servers. */
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
