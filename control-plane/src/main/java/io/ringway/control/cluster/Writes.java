package io.ringway.control.cluster;

import io.ringway.control.access.Actor;
import io.ringway.control.shell.EntityTags;
import io.ringway.control.shell.ProblemException;
import io.ringway.ring.analysis.Flow;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;

/** Makes or previews a change for a request, and answers it. */
@Component
class Writes {

  private static final int ATTEMPTS = 3;

  private final Clusters clusters;

  Writes(Clusters clusters) {
    this.clusters = clusters;
  }

  /**
   * The answer to every write.
   *
   * @param revision the revision that it made, or that it was previewed on
   * @param sentence what is written in the log
   * @param moved share of the keys that another server serves since, from 0 to 1
   * @param necessary the part of it that any placement would have had to move
   * @param flows who gives how much to whom, by server id, largest first
   * @param changed false when everything was as asked for already
   * @param dryRun true when nothing was done, only computed
   */
  record Answer(
      long revision,
      String sentence,
      double moved,
      double necessary,
      List<Flow> flows,
      boolean changed,
      boolean dryRun) {

    static Answer of(Outcome outcome) {
      return new Answer(
          outcome.revision(),
          outcome.sentence(),
          outcome.moved(),
          outcome.necessary(),
          outcome.flows(),
          outcome.changed(),
          false);
    }

    static Answer of(Preview preview) {
      return new Answer(
          preview.revision(),
          preview.sentence(),
          preview.moved(),
          preview.necessary(),
          preview.flows(),
          preview.changes(),
          true);
    }
  }

  ResponseEntity<Answer> answer(Change change, @Nullable String ifMatch, boolean dryRun) {
    return ok(make(change, EntityTags.expected(ifMatch), dryRun));
  }

  /**
   * For a change that is computed from the state that it changes: without an {@code If-Match} it is
   * computed anew when somebody else was faster, so that nobody's change is lost.
   */
  ResponseEntity<Answer> answer(
      String cluster,
      Function<ClusterDetails, Change> change,
      @Nullable String ifMatch,
      boolean dryRun) {
    Long expected = EntityTags.expected(ifMatch);
    for (int attempt = 1; ; attempt++) {
      ClusterDetails seen = clusters.details(cluster);
      try {
        return ok(
            make(
                change.apply(seen),
                expected == null ? Long.valueOf(seen.revision()) : expected,
                dryRun));
      } catch (ProblemException e) {
        boolean stale = e.getStatusCode().isSameCodeAs(HttpStatus.PRECONDITION_FAILED);
        if (!stale || expected != null || attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  Answer make(Change change, @Nullable Long expected, boolean dryRun) {
    Actor author = Actor.current();
    return dryRun
        ? Answer.of(clusters.preview(change, author, expected))
        : Answer.of(clusters.apply(change, author, expected));
  }

  static ResponseEntity<Answer> ok(Answer answer) {
    return ResponseEntity.ok().eTag(EntityTags.of(answer.revision())).body(answer);
  }
}
