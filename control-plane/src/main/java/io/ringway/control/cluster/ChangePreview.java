package io.ringway.control.cluster;

import io.ringway.ring.analysis.Flow;
import java.util.List;

/**
 * What a change would do: applied to the same state, it moves just this.
 *
 * @param revision the revision that it was computed on
 * @param sentence what would be written in the log
 * @param moved share of the keys that another server would serve, from 0 to 1
 * @param necessary the part of it that any placement would have to move
 * @param exact whether the shares hold for every key, and not for many keys on average
 * @param flows who gives how much to whom, by server id, largest first
 * @param remarks what the shares do not tell, in sentences
 * @param changes false when everything is as asked for already
 * @param limit the share above which a person is asked, from 0 to 1
 * @param asks whether that is so: it is made only by force then
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
