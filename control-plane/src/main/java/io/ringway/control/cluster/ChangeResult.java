package io.ringway.control.cluster;

import io.ringway.ring.analysis.Flow;
import java.util.List;

/**
 * The result of an applied change.
 *
 * @param revision the revision that it made; when nothing changed, the newest one
 * @param sentence the sentence in the revision log
 * @param moved share of the keys that moved to another server, from 0 to 1
 * @param necessary the part of it that any placement would have had to move
 * @param flows the share that moved from one server id to another, largest first
 * @param changed false when the change changed nothing and made no revision
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
