package io.ringway.control.cluster;

import io.ringway.control.access.Actor;
import io.ringway.control.publish.PublishedSnapshot;
import io.ringway.control.publish.RevisionHead;
import java.util.List;

/**
 * A change that is decided but not made.
 *
 * @param head what it was decided on
 * @param entry how the log would tell it
 * @param replacements empty when everything is as asked for already
 * @param moves of the cluster of which the largest share moves
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

  /** The name of the cluster that moves most. */
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
