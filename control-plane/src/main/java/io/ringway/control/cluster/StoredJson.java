package io.ringway.control.cluster;

import io.ringway.protocol.ClusterSettings;
import io.ringway.protocol.Codec;
import java.util.List;
import java.util.Map;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The JSON in this package's columns. Fields that a newer version wrote are ignored. */
final class StoredJson {

  private static final JsonMapper MAPPER =
      Codec.configure(JsonMapper.builder())
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  /** The desired and the running replicas of a cluster at one revision. */
  record Replicas(ReplicaPlan plan, List<String> managed) {}

  private StoredJson() {}

  static String write(Object value) {
    return MAPPER.writeValueAsString(value);
  }

  static ClusterSettings settings(String json) {
    return MAPPER.readValue(json, ClusterSettings.class);
  }

  static List<String> names(String json) {
    return MAPPER.readValue(json, new TypeReference<List<String>>() {});
  }

  /** Reads the replicas by cluster id. */
  static Map<String, Replicas> replicas(String json) {
    return MAPPER.readValue(json, new TypeReference<Map<String, Replicas>>() {});
  }
}
