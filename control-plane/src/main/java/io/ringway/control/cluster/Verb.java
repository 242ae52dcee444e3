package io.ringway.control.cluster;

import java.util.List;

/** What the buttons under the server table do to the chosen servers. */
enum Verb {
  READY,
  DRAIN,
  DISABLE,
  REMOVE;

  /** The change that it makes of these servers. */
  Edit edit(List<String> servers) {
    Edit edit =
        switch (this) {
          case READY -> Edit.state("READY");
          case DRAIN -> Edit.state("DRAINING");
          case DISABLE -> Edit.state("DISABLED");
          case REMOVE -> Edit.of("remove-servers");
        };
    servers.forEach(edit.body().withArray("servers")::add);
    return edit;
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
