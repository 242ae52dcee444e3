package io.ringway.control.cluster;

import io.ringway.control.access.Actor;
import io.ringway.control.publish.Head;
import io.ringway.protocol.ClusterConfig;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A change that is decided but not made.
 *
 * @param head what it was decided on
 * @param entry how the log would tell it
 * @param replacements empty when everything is as asked for already
 * @param moves of the cluster of which the largest share moves
 */
record Plan(Head head, Commits.Entry entry, List<Commits.Replacement> replacements, Moves moves) {

  Plan {
    replacements = List.copyOf(replacements);
  }

  static Plan of(Head head, Commits.Entry entry, List<Commits.Replacement> replacements) {
    Moves moves = Moves.NONE;
    for (Commits.Replacement replacement : replacements) {
      moves =
          moves.largest(Moves.between(config(replacement.before()), config(replacement.after())));
    }
    return new Plan(head, entry, replacements, moves);
  }

  /** The name of the cluster that moves most. */
  String loser() {
    return moves.whatIf() == null ? entry.cluster() : moves.whatIf().before().cluster().name();
  }

  boolean changes() {
    return !replacements.isEmpty();
  }

  Outcome nothing(Actor author) {
    return new Outcome(head.revision(), sentence(author), 0, 0, List.of(), false);
  }

  Preview preview(Actor author, double limit, boolean asks) {
    return new Preview(
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

  private static @Nullable ClusterConfig config(@Nullable ClusterDetails details) {
    return details == null ? null : details.config();
  }
}
