package io.ringway.control.cluster;

import io.ringway.control.shell.Numbers;
import java.util.ArrayList;
import java.util.List;
import org.springframework.util.MultiValueMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A change that a page proposes, in the form that REST takes: it travels in addresses and in hidden
 * fields, and is what the page shows for {@code curl}.
 */
record Edit(ObjectNode body) {

  /** How a form names where a key shall go: to a server, or over several. */
  static final String SERVER = "server:";

  static final String SPREAD = "spread:";

  private static final JsonMapper MAPPER = JsonMapper.shared();

  /** Reads what {@link #json} wrote. */
  static Edit parse(String json) {
    try {
      return new Edit(Bodies.object(MAPPER.readTree(json)));
    } catch (JacksonException e) {
      throw Bodies.bad(
          "A change in the address cannot be read as JSON: start again from the cluster's page.");
    }
  }

  /** The fields {@code change} of a form. (A list as a parameter would be cut at commas.) */
  static List<Edit> of(MultiValueMap<String, String> form) {
    return form.getOrDefault("change", List.of()).stream().map(Edit::parse).toList();
  }

  static Edit addServer(String name, String host, int port, double weight) {
    ObjectNode server = node();
    server.put("name", name).put("host", host).put("port", port).put("weight", weight);
    Edit edit = of("add-servers");
    edit.body.putArray("servers").add(server);
    return edit;
  }

  static Edit weight(String server, double weight) {
    Edit edit = of("update-server");
    edit.body.put("server", server).put("weight", weight);
    return edit;
  }

  static Edit scale(int desired) {
    Edit edit = of("scale");
    edit.body.put("desired", desired);
    return edit;
  }

  static Edit settings(ObjectNode settings) {
    Edit edit = of("update-cluster");
    edit.body.set("settings", settings);
    return edit;
  }

  /** The same with another name for the cluster. */
  Edit renaming(String name) {
    return new Edit(body.deepCopy().put("name", name));
  }

  /** The name that a cluster has after these. */
  static String name(String cluster, List<Edit> edits) {
    String name = cluster;
    for (Edit edit : edits) {
      if (edit.isUpdate()) {
        name = edit.body.path("name").asString(name);
      }
    }
    return name;
  }

  /** Whether it changes the settings or the name of the cluster. */
  boolean isUpdate() {
    return body.path("type").asString("").equals("update-cluster");
  }

  /** Pins a key that is known by its text or by its fingerprint. */
  static Edit pin(String key, String hash, String server) {
    Edit edit = of("pin-key");
    edit.body.put("key", key).put("hash", hash).put("server", server);
    return edit;
  }

  /**
   * Pins or spreads a key that is known by its fingerprint, and by its text when that is shown.
   *
   * @param to {@code server:<id>} or {@code spread:<how many>}
   */
  static Edit pinOrSpread(String hash, String key, String to) {
    Edit edit = of("pin-key");
    edit.body.put("hash", hash);
    if (!key.isEmpty()) {
      edit.body.put("key", key);
    }
    if (to.startsWith(SPREAD)) {
      edit.body.put("spread", FormNumber.whole("number of servers", to.substring(SPREAD.length())));
    } else {
      edit.body.put("server", to.startsWith(SERVER) ? to.substring(SERVER.length()) : to);
    }
    return edit;
  }

  static Edit bound(double bound) {
    ObjectNode settings = node();
    settings.putObject("steering").put("boundedLoad", bound);
    return settings(settings);
  }

  static Edit showKeys(boolean shown) {
    ObjectNode settings = node();
    settings.putObject("steering").put("showKeys", shown);
    return settings(settings);
  }

  static Edit unpin(String hash) {
    Edit edit = of("unpin-key");
    edit.body.put("hash", hash);
    return edit;
  }

  /** A state, for servers that are to be added. */
  static Edit state(String state) {
    Edit edit = of("set-server-states");
    edit.body.put("state", state);
    return edit;
  }

  static Edit of(String type) {
    return new Edit(node().put("type", type));
  }

  static ObjectNode node() {
    return JsonNodeFactory.instance.objectNode();
  }

  /** The body of a request for these: one as it is, several as a stack. */
  static ObjectNode request(List<Edit> edits) {
    if (edits.size() == 1) {
      return edits.getFirst().body;
    }
    ObjectNode stack = node();
    edits.forEach(edit -> stack.withArray("changes").add(edit.body));
    return stack;
  }

  /** The same, insisted on. */
  Edit forced() {
    String type = body.path("type").asString("");
    if (!type.equals("remove-servers") && !type.equals("scale")) {
      return this;
    }
    return new Edit(body.deepCopy().put("force", true));
  }

  String json() {
    return MAPPER.writeValueAsString(body);
  }

  /** As a line of a list, with the servers by the names that they were given here. */
  String words() {
    String servers = names("servers");
    return switch (body.path("type").asString("")) {
      case "add-servers" -> "Add " + servers;
      case "update-server" -> "Change " + text("server") + ": " + fields("server");
      case "set-server-states" ->
          switch (text("state")) {
            case "READY" -> "Make ready: " + servers;
            case "DRAINING" -> "Drain: " + servers;
            default -> "Disable: " + servers;
          };
      case "remove-servers" -> "Remove " + servers;
      case "scale" -> "Scale to " + text("desired") + " replicas";
      case "update-cluster" -> "Settings: " + body.path("settings");
      case "pin-key" ->
          body.has("spread")
              ? "Spread the key " + key() + " over " + text("spread") + " servers"
              : "Pin the key " + key() + " to " + text("server");
      case "unpin-key" -> "Let the ring place the key " + key();
      default -> json();
    };
  }

  private String names(String list) {
    List<String> names = new ArrayList<>();
    for (JsonNode one : body.path(list)) {
      names.add(
          one.isString()
              ? one.stringValue()
              : one.path("name").asString("?")
                  + " at "
                  + one.path("address")
                      .asString(
                          one.path("host").asString("?") + ":" + one.path("port").asString("?"))
                  + ", weight "
                  + Numbers.weight(one.path("weight").asDouble(1)));
    }
    return String.join(", ", names);
  }

  private String fields(String but) {
    List<String> fields = new ArrayList<>();
    for (var field : body.properties()) {
      if (!field.getKey().equals(but) && !field.getKey().equals("type")) {
        fields.add(
            field.getKey()
                + " "
                + (field.getValue().isNumber()
                    ? Numbers.weight(field.getValue().asDouble())
                    : field.getValue().asString("")));
      }
    }
    return String.join(", ", fields);
  }

  private String key() {
    return text("key").isEmpty() ? text("hash") : "'" + text("key") + "'";
  }

  private String text(String field) {
    return body.path(field).asString("");
  }
}
