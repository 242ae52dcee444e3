package io.ringway.control.publish;

import io.ringway.control.access.Actor;
import io.ringway.protocol.ClusterConfig;
import java.util.List;

/**
 * What a change hands to the log.
 *
 * @param cluster the name of the cluster that changed, empty when several did
 * @param sentence what happened, in words, at most 2,000 characters
 * @param change the change as JSON
 * @param moved share of the keys that move, from 0 to 1
 * @param necessary the part of it that any placement would have to move
 * @param clusters every cluster of the workspace as it is afterwards
 * @param replicas the wanted replicas of every cluster afterwards, as JSON
 */
public record NewRevision(
    Actor author,
    String cluster,
    String sentence,
    String change,
    double moved,
    double necessary,
    List<ClusterConfig> clusters,
    String replicas) {

  /** Copies the list; cuts a sentence that the log cannot hold. */
  public NewRevision {
    clusters = List.copyOf(clusters);
    sentence = sentence.length() <= 2_000 ? sentence : sentence.substring(0, 1_999) + "…";
  }
}
