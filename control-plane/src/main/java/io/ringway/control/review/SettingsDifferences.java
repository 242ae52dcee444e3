package io.ringway.control.review;

import io.ringway.protocol.ClusterSettings;
import java.util.List;

/** The wording of changed settings in a review. */
public interface SettingsDifferences {

  /** Returns a sentence for each setting that differs. */
  List<String> of(ClusterSettings before, ClusterSettings after);
}
