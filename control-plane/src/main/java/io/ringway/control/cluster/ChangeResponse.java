package io.ringway.control.cluster;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.ringway.ring.analysis.Flow;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The response to every write.
 *
 * @param revision the revision that the change made, or that it was previewed on
 * @param sentence the sentence in the revision log
 * @param moved share of the keys that moved to another server, from 0 to 1
 * @param necessary the part of it that any placement would have had to move
 * @param flows the share that moves from one server id to another, largest first
 * @param changed false when the change changed nothing
 * @param dryRun true when the change was only computed
 * @param preview more predicted effects; only for a dry run
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ChangeResponse(
    long revision,
    String sentence,
    double moved,
    double necessary,
    List<Flow> flows,
    boolean changed,
    boolean dryRun,
    @Nullable Foresight preview) {

  /**
   * The predicted effects of a change.
   *
   * @param exact true when the shares are exact, false when they are expected averages
   * @param excess the share that moves beyond the necessary, from 0 to 1
   * @param limit the share above which a change has to be forced, from 0 to 1
   * @param needsForce true when this change has to be forced
   * @param remarks effects that the shares do not show, as sentences
   * @param effects balance and ring before and after; null when a cluster is created or deleted
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Foresight(
      boolean exact,
      double excess,
      double limit,
      boolean needsForce,
      List<String> remarks,
      @Nullable ChangeEffects effects) {}

  static ChangeResponse of(ChangeResult changeResult) {
    return new ChangeResponse(
        changeResult.revision(),
        changeResult.sentence(),
        changeResult.moved(),
        changeResult.necessary(),
        changeResult.flows(),
        changeResult.changed(),
        false,
        null);
  }

  static ChangeResponse of(ChangePreview changePreview, @Nullable ChangeEffects changeEffects) {
    return new ChangeResponse(
        changePreview.revision(),
        changePreview.sentence(),
        changePreview.moved(),
        changePreview.necessary(),
        changePreview.flows(),
        changePreview.changes(),
        true,
        new Foresight(
            changePreview.exact(),
            changeEffects == null ? 0 : changeEffects.excess(),
            changePreview.limit(),
            changePreview.asks(),
            changePreview.remarks(),
            changeEffects));
  }
}
