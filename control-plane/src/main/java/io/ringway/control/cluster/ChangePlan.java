package io.ringway.control.cluster;

import io.ringway.control.access.Actor;
import io.ringway.control.publish.PublishedSnapshot;
import io.ringway.control.publish.RevisionHead;
import java.util.List;

/**
 * A decided change that has not been applied.
 *
 * @param head the revision that it was decided on
 * @param entry its entry for the revision log
 * @param replacements the clusters that change; empty when nothing does
 * @param moves the keys that move in the cluster that loses the largest share
 * @param result the configuration after the change with its rings: they are built here once, for
 *     the preview, the check and what is published
 */
public record ChangePlan(
    RevisionHead head,
    RevisionWriter.Entry entry,
    List<RevisionWriter.Replacement> replacements,
    KeyMovement moves,
    PublishedSnapshot result) {

  public ChangePlan {
    replacements = List.copyOf(replacements);
  }

  static ChangePlan of(
      RevisionHead head,
      RevisionWriter.Entry entry,
      List<RevisionWriter.Replacement> replacements,
      PublishedSnapshot before,
      PublishedSnapshot after) {
    KeyMovement moves = KeyMovement.NONE;
    for (RevisionWriter.Replacement replacement : replacements) {
      moves = moves.largest(KeyMovement.between(before, after, replacement.id()));
    }
    return new ChangePlan(head, entry, replacements, moves, after);
  }

  /** Returns the name of the cluster in which the largest share of keys moves. */
  String loser() {
    return moves.whatIf() == null ? entry.cluster() : moves.whatIf().before().cluster().name();
  }

  boolean changes() {
    return !replacements.isEmpty();
  }

  ChangeResult nothing(Actor author) {
    return new ChangeResult(head.revision(), sentence(author), 0, 0, List.of(), false);
  }

  ChangePreview preview(Actor author, double limit, boolean asks) {
    return new ChangePreview(
        head.revision(),
        sentence(author),
        moves.share(),
        moves.necessary(),
        moves.exact(),
        moves.flows(),
        moves.remarks(),
        changes(),
        limit,
        asks);
  }

  private String sentence(Actor author) {
    return author.name()
        + " "
        + (changes() ? entry.predicate() : "changed nothing: everything is as asked for already");
  }
}
