package io.ringway.control.classroom;

import io.ringway.control.cluster.ReplicaPlan;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A request body of the classroom interface.
 *
 * @param n number of replicas, 1 to {@value ReplicaPlan#MAX_REPLICAS}
 * @param hostnames names of some of them, without duplicates
 */
record ClassroomRequest(int n, List<String> hostnames) {

  private static final String USAGE = "Send {\"n\": 2, \"hostnames\": [\"a\"]}";

  ClassroomRequest {
    hostnames = List.copyOf(hostnames);
  }

  /**
   * Reads a body.
   *
   * @throws IllegalArgumentException when it is malformed; the message says why
   */
  static ClassroomRequest read(JsonMapper mapper, @Nullable String body) {
    if (!(tree(mapper, body) instanceof ObjectNode object) || !object.has("n")) {
      throw new IllegalArgumentException(USAGE);
    }
    for (String field : object.propertyNames()) {
      if (!field.equals("n") && !field.equals("hostnames")) {
        throw new IllegalArgumentException(
            "There is no field '" + shown(field) + "' here: " + USAGE);
      }
    }
    return new ClassroomRequest(count(object.path("n")), names(object.path("hostnames")));
  }

  private static @Nullable JsonNode tree(JsonMapper mapper, @Nullable String body) {
    try {
      return body == null ? null : mapper.readTree(body);
    } catch (JacksonException _) {
      return null; // not JSON: the caller responds with the usage
    }
  }

  private static int count(JsonNode n) {
    boolean whole = n.isIntegralNumber() && n.canConvertToInt();
    if (!whole || n.intValue() < 1 || n.intValue() > ReplicaPlan.MAX_REPLICAS) {
      throw new IllegalArgumentException(
          "n must be a whole number from 1 to "
              + ReplicaPlan.MAX_REPLICAS
              + ", not "
              + shown(n.toString()));
    }
    return n.intValue();
  }

  private static List<String> names(JsonNode list) {
    if (list.isMissingNode() || list.isNull()) {
      return List.of();
    }
    List<String> names = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    if (!(list instanceof ArrayNode array)) {
      throw new IllegalArgumentException("hostnames must be a list of names: [\"a\", \"b\"]");
    }
    for (JsonNode name : array) {
      if (!name.isString()) {
        throw new IllegalArgumentException(
            "hostnames must be a list of names, not " + shown(name.toString()));
      }
      if (!seen.add(name.stringValue())) {
        throw new IllegalArgumentException(
            "hostnames has '" + shown(name.stringValue()) + "' twice: give each replica once");
      }
      names.add(name.stringValue());
    }
    return names;
  }

  private static String shown(String text) {
    return text.length() <= 50 ? text : text.substring(0, 50) + "…";
  }
}
