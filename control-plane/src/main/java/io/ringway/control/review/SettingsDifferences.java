package io.ringway.control.review;

import io.ringway.protocol.ClusterSettings;
import java.util.List;

/** Puts a change of settings into words for a review. */
public interface SettingsDifferences {

  /** Returns a sentence for each setting that differs; none when all are the same. */
  List<String> of(ClusterSettings before, ClusterSettings after);
}
