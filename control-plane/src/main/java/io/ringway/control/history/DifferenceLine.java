package io.ringway.control.history;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A value that differs, as text.
 *
 * @param path such as {@code sample/servers/server-1/weight}
 * @param before null when it was added
 * @param after null when it was removed
 */
record DifferenceLine(String path, @Nullable String before, @Nullable String after) {

  private static final String NONE = "none";

  /**
   * Returns one line, or one for each part and server of a cluster that was added or removed as a
   * whole.
   */
  static Stream<DifferenceLine> of(ConfigDifferences.Entry entry) {
    boolean cluster = !entry.path().contains("/");
    boolean servers = entry.path().endsWith("/servers");
    if ((cluster || servers) && parts(entry) instanceof ObjectNode parts) {
      return parts.propertyNames().stream()
          .flatMap(name ->
              of(
                  new ConfigDifferences.Entry(
                      entry.path() + "/" + name,
                      part(entry.before(), name),
                      part(entry.after(), name))));
    }
    return Stream.of(new DifferenceLine(entry.path(), text(entry.before()), text(entry.after())));
  }

  private static @Nullable JsonNode parts(ConfigDifferences.Entry entry) {
    return entry.before() == null ? entry.after() : entry.before();
  }

  private static @Nullable JsonNode part(@Nullable JsonNode node, String name) {
    return node == null ? null : node.get(name);
  }

  private static @Nullable String text(@Nullable JsonNode node) {
    return node == null ? null : words(node);
  }

  /** Formats a value without the punctuation of JSON: {@code host 10.0.0.1, port 80}. */
  private static String words(JsonNode node) {
    if (node.isString()) {
      return node.stringValue().isEmpty() ? NONE : node.stringValue();
    }
    if (node instanceof ObjectNode object) {
      return object.properties().stream()
          .map(field -> field.getKey() + " " + words(field.getValue()))
          .collect(Collectors.joining(", "));
    }
    if (node.isArray()) {
      List<String> items = new ArrayList<>();
      node.forEach(item -> items.add(words(item)));
      return items.isEmpty() ? NONE : String.join("; ", items);
    }
    return node.toString();
  }
}
