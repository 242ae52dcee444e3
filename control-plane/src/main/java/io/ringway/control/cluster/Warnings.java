package io.ringway.control.cluster;

import io.ringway.control.shell.NumberText;
import java.util.ArrayList;
import java.util.List;

/** The reasons why a change has to be confirmed, as sentences. */
public final class Warnings {

  private Warnings() {}

  public static List<String> of(
      String cluster, ChangePlan changePlan, ChangePreview changePreview) {
    List<String> warnings = new ArrayList<>();
    for (RevisionWriter.Replacement replacement : changePlan.replacements()) {
      ClusterDetails before = replacement.before();
      ClusterDetails after = replacement.after();
      if (before != null && before.ready() > 0 && after != null && after.ready() == 0) {
        warnings.add(
            "No ready server is left in "
                + cluster
                + ": its requests get status 503 until one is ready.");
      }
    }
    if (changePlan.moves().share() > changePreview.limit()) {
      warnings.add(
          NumberText.percent(changePreview.moved())
              + " of the keys move to another server, more than the limit of "
              + NumberText.percent(changePreview.limit())
              + ": caches start empty for them, and sessions in a server's memory are lost."
              + (changePreview.moved() - changePreview.necessary() > 0.005
                  ? ""
                  : " No placement could move fewer."));
    }
    return warnings;
  }
}
