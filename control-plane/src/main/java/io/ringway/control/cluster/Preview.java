package io.ringway.control.cluster;

import io.ringway.ring.analysis.Flow;
import java.util.List;

/**
 * What a change would do. Exact: applied to the same state, it moves just this.
 *
 * @param revision the revision that it was computed on
 * @param sentence what would be written in the log
 * @param moved share of the keys that another server would serve, from 0 to 1
 * @param necessary the part of it that any placement would have to move
 * @param flows who gives how much to whom, by server id, largest first
 * @param changes false when everything is as asked for already
 */
public record Preview(
    long revision,
    String sentence,
    double moved,
    double necessary,
    List<Flow> flows,
    boolean changes) {

  /** Copies the list. */
  public Preview {
    flows = List.copyOf(flows);
  }
}
