package io.ringway.control.cluster;

import io.ringway.control.shell.Numbers;
import java.util.ArrayList;
import java.util.List;

/** Why a person has to confirm a change, in sentences. */
final class Warnings {

  private Warnings() {}

  static List<String> of(String cluster, Plan plan, Preview preview) {
    List<String> warnings = new ArrayList<>();
    for (Commits.Replacement replacement : plan.replacements()) {
      ClusterDetails before = replacement.before();
      ClusterDetails after = replacement.after();
      if (before != null && before.ready() > 0 && after != null && after.ready() == 0) {
        warnings.add(
            "No ready server is left in "
                + cluster
                + ": its requests are answered with 503 until one is.");
      }
    }
    if (plan.moves().share() > preview.limit()) {
      warnings.add(
          Numbers.percent(preview.moved())
              + " of the keys get another server, more than the limit of "
              + Numbers.percent(preview.limit())
              + ": caches there begin empty for them, and sessions that a server keeps in memory"
              + " are lost."
              + (preview.moved() - preview.necessary() > 0.005
                  ? ""
                  : " No other placement could do it with less."));
    }
    return warnings;
  }
}
