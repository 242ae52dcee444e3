package io.ringway.control.cluster;

import io.ringway.control.access.Actor;
import io.ringway.control.shell.EntityTags;
import io.ringway.control.shell.ProblemException;
import io.ringway.control.traffic.Traffic;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;

/** Applies or previews a change for a request and returns the response. */
@Component
public class ChangeResponder {

  private static final int ATTEMPTS = 3;

  private final Clusters clusters;
  private final Traffic traffic;

  ChangeResponder(Clusters clusters, Traffic traffic) {
    this.clusters = clusters;
    this.traffic = traffic;
  }

  /**
   * The conditions of a request for a change.
   *
   * @param expected the revision that its author saw, or null for any
   * @param dryRun true to compute the change without applying it
   * @param force true to allow moving more keys than the limit
   */
  public record Terms(@Nullable Long expected, boolean dryRun, boolean force) {

    /** Reads them from the field {@code If-Match} and the query parameters. */
    public static Terms of(@Nullable String ifMatch, boolean dryRun, boolean force) {
      return new Terms(EntityTags.expected(ifMatch), dryRun, force);
    }

    Terms expecting(long revision) {
      return new Terms(revision, dryRun, force);
    }
  }

  public ResponseEntity<ChangeResponse> answer(Change change, Terms terms) {
    return ok(make(change, terms));
  }

  /**
   * Applies a change that is computed from the current state. Without an expected revision it is
   * computed again after a concurrent change, so that no change is lost.
   */
  public ResponseEntity<ChangeResponse> answer(
      String cluster, Function<ClusterDetails, Change> change, Terms terms) {
    for (int attempt = 1; ; attempt++) {
      ClusterDetails seen = clusters.details(cluster);
      try {
        return ok(
            make(
                change.apply(seen),
                terms.expected() == null ? terms.expecting(seen.revision()) : terms));
      } catch (ProblemException e) {
        boolean stale = e.getStatusCode().isSameCodeAs(HttpStatus.PRECONDITION_FAILED);
        if (!stale || terms.expected() != null || attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  ChangeResponse make(Change change, Terms terms) {
    Actor author = Actor.current();
    if (!terms.dryRun()) {
      return ChangeResponse.of(clusters.apply(change, author, terms.expected(), terms.force()));
    }
    ChangePlan changePlan = clusters.plan(change, terms.expected());
    return ChangeResponse.of(
        clusters.preview(changePlan, change, author), ChangeEffects.of(changePlan, traffic));
  }

  static ResponseEntity<ChangeResponse> ok(ChangeResponse answer) {
    return ResponseEntity.ok().eTag(EntityTags.of(answer.revision())).body(answer);
  }
}
