package io.ringway.control.cluster;

import io.ringway.ring.analysis.Flow;
import java.util.List;

/**
 * The predicted result of a change. Applied to the same state, it moves exactly these keys.
 *
 * @param revision the revision that it was computed on
 * @param sentence the sentence for the revision log
 * @param moved share of the keys that would move to another server, from 0 to 1
 * @param necessary the part of it that any placement would have to move
 * @param exact true when the shares are exact, false when they are expected averages
 * @param flows the share that moves from one server id to another, largest first
 * @param remarks effects that the shares do not show, as sentences
 * @param changes false when the change would change nothing
 * @param limit the share above which a change has to be confirmed, from 0 to 1
 * @param asks true when the change exceeds the limit and has to be forced
 */
public record ChangePreview(
    long revision,
    String sentence,
    double moved,
    double necessary,
    boolean exact,
    List<Flow> flows,
    List<String> remarks,
    boolean changes,
    double limit,
    boolean asks) {

  /** Copies the lists. */
  public ChangePreview {
    flows = List.copyOf(flows);
    remarks = List.copyOf(remarks);
  }
}
