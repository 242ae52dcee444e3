package io.ringway.control.publish;

import io.ringway.control.access.Actor;

/**
 * The revision that a change appends to the log.
 *
 * @param cluster the name of the cluster that changed, empty when several did
 * @param sentence description of the change, at most 2,000 characters
 * @param change the change as JSON
 * @param moved share of the keys that move, from 0 to 1
 * @param necessary the part of it that any placement would have to move
 * @param result the configuration after the change with its rings, which are published after the
 *     commit
 * @param replicas the desired replicas of every cluster after the change, as JSON
 */
public record NewRevision(
    Actor author,
    String cluster,
    String sentence,
    String change,
    double moved,
    double necessary,
    PublishedSnapshot result,
    String replicas) {

  /** Truncates a sentence that does not fit into the log. */
  public NewRevision {
    sentence = sentence.length() <= 2_000 ? sentence : sentence.substring(0, 1_999) + "…";
  }
}
