package io.ringway.control.cluster;

import io.ringway.ring.analysis.Flow;
import java.util.List;

/**
 * What a change did.
 *
 * @param revision the revision that it made; when nothing changed, the newest one
 * @param sentence what is written in the log
 * @param moved share of the keys that another server serves since, from 0 to 1
 * @param necessary the part of it that any placement would have had to move
 * @param flows who gave how much to whom, by server id, largest first
 * @param changed false when everything was as asked for already, and no revision was made
 */
public record ChangeResult(
    long revision,
    String sentence,
    double moved,
    double necessary,
    List<Flow> flows,
    boolean changed) {

  /** Copies the list. */
  public ChangeResult {
    flows = List.copyOf(flows);
  }
}
