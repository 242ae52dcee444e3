package io.ringway.control.review;

import io.ringway.control.cluster.RequestBodies;
import io.ringway.control.shell.NumberText;
import java.util.ArrayList;
import java.util.List;
import org.springframework.util.MultiValueMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A change that a page proposes, in the JSON of REST. It is passed in addresses and hidden fields,
 * and the page shows it in the {@code curl} command.
 */
public record ProposedChange(ObjectNode body) {

  /** The prefixes of a form's target of a key: one server, or a spread over several. */
  public static final String SERVER = "server:";

  public static final String SPREAD = "spread:";

  private static final JsonMapper MAPPER = JsonMapper.shared();

  /** Parses the output of {@link #json}. */
  public static ProposedChange parse(String json) {
    try {
      return new ProposedChange(RequestBodies.object(MAPPER.readTree(json)));
    } catch (JacksonException e) {
      throw RequestBodies.bad(
          "A change in the address cannot be read as JSON: start again from the cluster's page.");
    }
  }

  /** Reads the fields {@code change} of a form. Spring would split a list parameter at commas. */
  public static List<ProposedChange> of(MultiValueMap<String, String> form) {
    return form.getOrDefault("change", List.of()).stream().map(ProposedChange::parse).toList();
  }

  public static ProposedChange addServer(String name, String host, int port, double weight) {
    ObjectNode server = node();
    server.put("name", name).put("host", host).put("port", port).put("weight", weight);
    ProposedChange proposedChange = of("add-servers");
    proposedChange.body.putArray("servers").add(server);
    return proposedChange;
  }

  public static ProposedChange weight(String server, double weight) {
    ProposedChange proposedChange = of("update-server");
    proposedChange.body.put("server", server).put("weight", weight);
    return proposedChange;
  }

  public static ProposedChange scale(int desired) {
    ProposedChange proposedChange = of("scale");
    proposedChange.body.put("desired", desired);
    return proposedChange;
  }

  public static ProposedChange settings(ObjectNode settings) {
    ProposedChange proposedChange = of("update-cluster");
    proposedChange.body.set("settings", settings);
    return proposedChange;
  }

  /** Returns the same change with a new name for the cluster. */
  public ProposedChange renaming(String name) {
    return new ProposedChange(body.deepCopy().put("name", name));
  }

  /** Returns the name of a cluster after these changes. */
  static String name(String cluster, List<ProposedChange> edits) {
    String name = cluster;
    for (ProposedChange proposedChange : edits) {
      if (proposedChange.isUpdate()) {
        name = proposedChange.body.path("name").asString(name);
      }
    }
    return name;
  }

  /** Returns true when it changes the settings or the name of the cluster. */
  boolean isUpdate() {
    return body.path("type").asString("").equals("update-cluster");
  }

  /** Returns a change that pins a key, given by its text or its fingerprint. */
  public static ProposedChange pin(String key, String hash, String server) {
    ProposedChange proposedChange = of("pin-key");
    proposedChange.body.put("key", key).put("hash", hash).put("server", server);
    return proposedChange;
  }

  /**
   * Returns a change that pins or spreads a key, given by its fingerprint and, when keys are shown,
   * its text.
   *
   * @param to {@code server:<id>} or {@code spread:<how many>}
   */
  public static ProposedChange pinOrSpread(String hash, String key, String to) {
    ProposedChange proposedChange = of("pin-key");
    proposedChange.body.put("hash", hash);
    if (!key.isEmpty()) {
      proposedChange.body.put("key", key);
    }
    if (to.startsWith(SPREAD)) {
      proposedChange.body.put(
          "spread", FormNumber.whole("number of servers", to.substring(SPREAD.length())));
    } else {
      proposedChange.body.put("server", to.startsWith(SERVER) ? to.substring(SERVER.length()) : to);
    }
    return proposedChange;
  }

  public static ProposedChange bound(double bound) {
    ObjectNode settings = node();
    settings.putObject("steering").put("boundedLoad", bound);
    return settings(settings);
  }

  public static ProposedChange showKeys(boolean shown) {
    ObjectNode settings = node();
    settings.putObject("steering").put("showKeys", shown);
    return settings(settings);
  }

  public static ProposedChange unpin(String hash) {
    ProposedChange proposedChange = of("unpin-key");
    proposedChange.body.put("hash", hash);
    return proposedChange;
  }

  /** Returns a change of state without servers, which are added later. */
  public static ProposedChange state(String state) {
    ProposedChange proposedChange = of("set-server-states");
    proposedChange.body.put("state", state);
    return proposedChange;
  }

  public static ProposedChange of(String type) {
    return new ProposedChange(node().put("type", type));
  }

  public static ObjectNode node() {
    return JsonNodeFactory.instance.objectNode();
  }

  /** Returns the request body for these changes: one as it is, several as a stack. */
  static ObjectNode request(List<ProposedChange> edits) {
    if (edits.size() == 1) {
      return edits.getFirst().body;
    }
    ObjectNode stack = node();
    edits.forEach(proposedChange -> stack.withArray("changes").add(proposedChange.body));
    return stack;
  }

  /** Returns the same change with force. */
  ProposedChange forced() {
    String type = body.path("type").asString("");
    if (!type.equals("remove-servers") && !type.equals("scale")) {
      return this;
    }
    return new ProposedChange(body.deepCopy().put("force", true));
  }

  public String json() {
    return MAPPER.writeValueAsString(body);
  }

  /** Describes the change in one line, with the server names that it contains. */
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
                  + NumberText.weight(one.path("weight").asDouble(1)));
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
                    ? NumberText.weight(field.getValue().asDouble())
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
