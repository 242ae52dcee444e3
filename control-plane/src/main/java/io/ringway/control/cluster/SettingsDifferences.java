package io.ringway.control.cluster;

import io.ringway.protocol.ClusterSettings;
import java.util.List;

/** Puts a change of settings into words for a review. */
interface SettingsDifferences {

  /** Returns a sentence for each setting that differs; none when all are the same. */
  List<String> of(ClusterSettings before, ClusterSettings after);
}
