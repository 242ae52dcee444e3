package io.ringway.control.cluster;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.ringway.ring.analysis.Flow;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
 * @param preview more about what would be; only when nothing was done
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
   * What would be.
   *
   * @param exact whether the shares hold for every key, and not for many keys on average
   * @param excess the share that moves beyond the necessary
   * @param limit the share above which a change has to be forced, from 0 to 1
   * @param needsForce whether this one has to be
   * @param remarks what the shares do not tell, in sentences
   * @param effects balance and ring before and after; none when a cluster begins or ends
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
