package io.ringway.control.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The settings of a cluster as a form: what each one is, and what was typed as a change. */
@Component
class SettingsForm {

  private final JsonMapper mapper;

  SettingsForm(JsonMapper mapper) {
    this.mapper = mapper;
  }

  private enum Kind {
    WHOLE,
    DECIMAL,
    TEXT,
    LINES,
    RULES,
    CHOICE,
    FLAG
  }

  /**
   * A setting.
   *
   * @param path in the JSON of REST
   * @param unit beside the label; may be empty
   * @param hint its range and what it does
   */
  private record Setting(
      String path, Kind kind, String label, String unit, String hint, List<String> options) {

    Setting(String path, Kind kind, String label, String unit, String hint) {
      this(path, kind, label, unit, hint, List.of());
    }
  }

  private record Group(String id, String title, String text, List<Setting> settings) {}

  private static final List<Group> GROUPS =
      List.of(
          new Group(
              "keys",
              "Keys",
              "What is hashed. The first rule that finds something in a request decides.",
              List.of(
                  new Setting(
                      "keyRules",
                      Kind.RULES,
                      "Key rules",
                      "one a line",
                      KeyRuleText.SOURCES + ". Another rule gives requests other keys."),
                  new Setting(
                      "keyFallback",
                      Kind.CHOICE,
                      "Without a key",
                      "",
                      "Where requests go for which no rule finds anything.",
                      List.of("RANDOM", "CLIENT_ADDRESS")))),
          new Group(
              "steering",
              "Load and joining",
              "What softens the ring.",
              List.of(
                  new Setting(
                      "steering.boundedLoad",
                      Kind.DECIMAL,
                      "Load bound",
                      "× fair load",
                      "1 to 100, such as 1.25; 0 is off. A server above it passes requests on to"
                          + " their next candidates."),
                  new Setting(
                      "steering.rampMillis",
                      Kind.WHOLE,
                      "Ramp",
                      "ms",
                      "0 to 3,600,000; 0 is off. How long a joining server takes to get all of its"
                          + " keys."),
                  new Setting(
                      "steering.showKeys",
                      Kind.FLAG,
                      "Show keys",
                      "",
                      "Hot keys and pins as text; else only by their fingerprint."))),
          new Group(
              "health",
              "Health checks",
              "Each balancer asks each server.",
              List.of(
                  new Setting(
                      "health.path",
                      Kind.TEXT,
                      "Path",
                      "",
                      "Asked for with GET; 2xx and 3xx are good."),
                  new Setting(
                      "health.intervalMillis",
                      Kind.WHOLE,
                      "Interval",
                      "ms",
                      "100 to 3,600,000, between two checks of a server."),
                  new Setting(
                      "health.timeoutMillis",
                      Kind.WHOLE,
                      "Timeout",
                      "ms",
                      "50 to 60,000; a slower answer is a failure."),
                  new Setting(
                      "health.fall",
                      Kind.WHOLE,
                      "Fall",
                      "failures",
                      "1 to 10 in a row take it out."),
                  new Setting(
                      "health.rise",
                      Kind.WHOLE,
                      "Rise",
                      "successes",
                      "1 to 10 in a row bring it back."))),
          new Group(
              "failures",
              "Retries and timeouts",
              "What happens when a server fails before the first byte of its answer.",
              List.of(
                  new Setting(
                      "retry.attempts",
                      Kind.WHOLE,
                      "Attempts",
                      "servers",
                      "1 to 10, for one request in all."),
                  new Setting(
                      "retry.budgetPercent",
                      Kind.WHOLE,
                      "Retry budget",
                      "% of traffic",
                      "0 to 100, of the requests in flight; three are always allowed."),
                  new Setting(
                      "timeouts.connectMillis",
                      Kind.WHOLE,
                      "Connect",
                      "ms",
                      "10 to 3,600,000, for a connection to a server."),
                  new Setting(
                      "timeouts.responseMillis",
                      Kind.WHOLE,
                      "Response",
                      "ms",
                      "10 to 3,600,000, until the head of the answer."),
                  new Setting(
                      "timeouts.idleMillis",
                      Kind.WHOLE,
                      "Idle",
                      "ms",
                      "10 to 3,600,000, between two reads of a body."),
                  new Setting(
                      "drainMillis",
                      Kind.WHOLE,
                      "Drain",
                      "ms",
                      "0 to 3,600,000; how long requests of a leaving server may still run."))),
          new Group(
              "requests",
              "Which requests",
              "What belongs to this cluster.",
              List.of(
                  new Setting(
                      "listen.port",
                      Kind.WHOLE,
                      "Port",
                      "",
                      "1 to 65,535, or 0 for the balancers' main port."),
                  new Setting(
                      "listen.pathPrefix", Kind.TEXT, "Path prefix", "", "/ is every path."),
                  new Setting(
                      "listen.hosts", Kind.LINES, "Hosts", "one a line", "None is every host."),
                  new Setting(
                      "corsOrigins",
                      Kind.LINES,
                      "Web origins (CORS)",
                      "one a line",
                      "Whose scripts may call it: https://app.example, http://localhost:* or *."))));

  /** A group to be shown, with a line of curl that sets it to what it is. */
  record Section(String id, String title, String text, List<Field> fields, String curl) {}

  /** A field to be shown. */
  record Field(
      String name,
      String kind,
      String label,
      String unit,
      String hint,
      String value,
      List<String> options) {}

  /**
   * The form.
   *
   * @param typed what was typed for a field
   * @param fresh whether nothing was typed yet: then it shows what is
   * @param api address of the cluster in REST
   */
  List<Section> sections(
      ClusterSettings now, UnaryOperator<String> typed, boolean fresh, String api) {
    JsonNode tree = mapper.valueToTree(now);
    List<Section> sections = new ArrayList<>();
    for (Group group : GROUPS) {
      ObjectNode same = Edit.node();
      List<Field> fields = new ArrayList<>();
      for (Setting setting : group.settings()) {
        set(same, setting.path(), at(tree, setting.path()));
        fields.add(
            new Field(
                setting.path(),
                setting.kind().name().toLowerCase(Locale.ROOT),
                setting.label(),
                setting.unit(),
                setting.hint(),
                fresh ? text(now, tree, setting) : typed.apply(setting.path()),
                setting.options()));
      }
      sections.add(new Section(group.id(), group.title(), group.text(), fields, patch(api, same)));
    }
    return sections;
  }

  /** How curl sets something. */
  static String patch(String api, ObjectNode settings) {
    return "curl -X PATCH '"
        + api
        + "' -H 'Authorization: Bearer TOKEN' -H 'Content-Type: application/json' -d '"
        + settings.toString().replace("'", "'\\''")
        + "'";
  }

  /** What was typed that differs from what is: a change as REST takes it. */
  ObjectNode changes(ClusterSettings now, UnaryOperator<String> typed) {
    JsonNode tree = mapper.valueToTree(now);
    ObjectNode changes = Edit.node();
    ObjectNode placement = PlacementForm.read(typed);
    if (!placement.equals(tree.path("placement"))) {
      changes.set("placement", placement);
    }
    for (Group group : GROUPS) {
      for (Setting setting : group.settings()) {
        JsonNode wanted = read(setting, typed.apply(setting.path()));
        if (!wanted.equals(at(tree, setting.path()))) {
          set(changes, setting.path(), wanted);
        }
      }
    }
    return changes;
  }

  private JsonNode read(Setting setting, String text) {
    String what = setting.label().toLowerCase(Locale.ROOT);
    return switch (setting.kind()) {
      case WHOLE -> mapper.valueToTree(FormNumber.whole(what, text));
      case DECIMAL -> mapper.valueToTree(FormNumber.decimal(what, text));
      case TEXT, CHOICE -> mapper.valueToTree(text.strip());
      case FLAG -> mapper.valueToTree(Boolean.parseBoolean(text));
      case LINES ->
          mapper.valueToTree(
              text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList());
      case RULES -> rules(text);
    };
  }

  /** One by one: a list of an interface would lose the names of the types. */
  JsonNode rules(String text) {
    try {
      var rules = mapper.createArrayNode();
      KeyRuleText.parse(text).forEach(rule -> rules.add(mapper.<JsonNode>valueToTree(rule)));
      return rules;
    } catch (IllegalArgumentException e) {
      throw Problems.invalid(String.valueOf(e.getMessage()));
    }
  }

  private static String text(ClusterSettings now, JsonNode tree, Setting setting) {
    JsonNode value = at(tree, setting.path());
    return switch (setting.kind()) {
      case WHOLE, DECIMAL, FLAG -> value.toString().replaceAll("\\.0$", "");
      case TEXT, CHOICE -> value.asString();
      case LINES -> {
        List<String> lines = new ArrayList<>();
        value.forEach(line -> lines.add(line.asString()));
        yield String.join("\n", lines);
      }
      case RULES -> KeyRuleText.of(now.keyRules());
    };
  }

  private static JsonNode at(JsonNode tree, String path) {
    int dot = path.indexOf('.');
    return dot < 0
        ? tree.path(path)
        : tree.path(path.substring(0, dot)).path(path.substring(dot + 1));
  }

  private static void set(ObjectNode tree, String path, JsonNode value) {
    int dot = path.indexOf('.');
    if (dot < 0) {
      tree.set(path, value);
    } else {
      tree.withObject("/" + path.substring(0, dot)).set(path.substring(dot + 1), value);
    }
  }
}
