package io.ringway.control.history;

import io.ringway.protocol.ClusterConfig;
import io.ringway.protocol.ConfigSnapshot;
import io.ringway.protocol.ServerConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The comparison of two configurations, value by value. */
@Component
public class ConfigDifferences {

  private final JsonMapper mapper;

  ConfigDifferences(JsonMapper mapper) {
    this.mapper = mapper;
  }

  /** The differences between two revisions. */
  public record Difference(long from, long to, List<Entry> entries) {}

  /**
   * One value that differs.
   *
   * @param path such as {@code sample/servers/server-1/weight}; clusters and servers by name
   * @param before null when it was added
   * @param after null when it was removed
   */
  public record Entry(String path, @Nullable JsonNode before, @Nullable JsonNode after) {}

  /** Compares two configurations. */
  public Difference between(long from, ConfigSnapshot before, long to, ConfigSnapshot after) {
    List<Entry> entries = new ArrayList<>();
    compare("", tree(before), tree(after), entries);
    return new Difference(from, to, List.copyOf(entries));
  }

  /**
   * Turns lists into objects keyed by name, so that a removed server does not shift all servers
   * after it.
   */
  private ObjectNode tree(ConfigSnapshot config) {
    ObjectNode root = mapper.createObjectNode();
    for (ClusterConfig cluster : config.clusters()) {
      ObjectNode node = mapper.valueToTree(cluster);
      ObjectNode servers = mapper.createObjectNode();
      for (ServerConfig server : cluster.servers()) {
        servers.set(server.name(), mapper.valueToTree(server));
      }
      node.set("servers", servers);
      root.set(cluster.name(), node);
    }
    return root;
  }

  private static void compare(
      String path, @Nullable JsonNode before, @Nullable JsonNode after, List<Entry> entries) {
    if (before instanceof ObjectNode old && after instanceof ObjectNode next) {
      TreeSet<String> fields = new TreeSet<>(old.propertyNames());
      fields.addAll(next.propertyNames());
      for (String field : fields) {
        String inner = path.isEmpty() ? field : path + "/" + field;
        compare(inner, old.get(field), next.get(field), entries);
      }
    } else if (before == null || !before.equals(after)) {
      entries.add(new Entry(path, before, after));
    }
  }
}
