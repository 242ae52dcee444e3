package io.ringway.control.settings;

import io.ringway.control.cluster.ClusterProblems;
import io.ringway.control.review.FormNumber;
import io.ringway.control.review.ProposedChange;
import io.ringway.control.settings.SettingsList.Group;
import io.ringway.control.settings.SettingsList.Setting;
import io.ringway.protocol.ClusterSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The settings of a cluster as a form. It shows their values and reads the input as a change. */
@Component
public class SettingsForm {

  private final JsonMapper mapper;

  SettingsForm(JsonMapper mapper) {
    this.mapper = mapper;
  }

  /** A group of fields with the equivalent curl command for its current values. */
  record Section(String id, String title, String text, List<Field> fields, String curl) {}

  /** A field of the form. */
  record Field(
      String name,
      String kind,
      String label,
      String unit,
      String hint,
      String value,
      List<String> options) {}

  /**
   * Returns the form.
   *
   * @param typed the input of a field
   * @param fresh true when there is no input yet and the form shows the current values
   * @param api address of the cluster in REST
   */
  List<Section> sections(
      ClusterSettings now, UnaryOperator<String> typed, boolean fresh, String api) {
    JsonNode tree = mapper.valueToTree(now);
    List<Section> sections = new ArrayList<>();
    for (Group group : SettingsList.GROUPS) {
      ObjectNode same = ProposedChange.node();
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

  /** Returns the curl command that changes settings. */
  static String patch(String api, ObjectNode settings) {
    return "curl -X PATCH '"
        + api
        + "' -H 'Authorization: Bearer TOKEN' -H 'Content-Type: application/json' -d '"
        + settings.toString().replace("'", "'\\''")
        + "'";
  }

  /** Returns the inputs that differ from the current settings, as a change in the JSON of REST. */
  ObjectNode changes(ClusterSettings now, UnaryOperator<String> typed) {
    JsonNode tree = mapper.valueToTree(now);
    ObjectNode changes = ProposedChange.node();
    ObjectNode placement = PlacementForm.read(typed);
    if (!placement.equals(tree.path("placement"))) {
      changes.set("placement", placement);
    }
    for (Group group : SettingsList.GROUPS) {
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
      case TEXT, OPTIONAL, CHOICE -> mapper.valueToTree(text.strip());
      case FLAG -> mapper.valueToTree(Boolean.parseBoolean(text));
      case LINES ->
          mapper.valueToTree(
              text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList());
      case RULES -> rules(text);
    };
  }

  /**
   * Returns the rules as JSON. They are converted one by one, since a list of the interface would
   * lose the type names.
   */
  public JsonNode rules(String text) {
    try {
      var rules = mapper.createArrayNode();
      KeyRuleText.parse(text).forEach(rule -> rules.add(mapper.<JsonNode>valueToTree(rule)));
      return rules;
    } catch (IllegalArgumentException e) {
      throw ClusterProblems.invalid(String.valueOf(e.getMessage()));
    }
  }

  private static String text(ClusterSettings now, JsonNode tree, Setting setting) {
    JsonNode value = at(tree, setting.path());
    return switch (setting.kind()) {
      case WHOLE, DECIMAL, FLAG -> value.toString().replaceAll("\\.0$", "");
      case TEXT, OPTIONAL, CHOICE -> value.asString();
      case LINES -> {
        List<String> lines = new ArrayList<>();
        value.forEach(line -> lines.add(line.asString()));
        yield String.join("\n", lines);
      }
      case RULES -> KeyRuleText.of(now.keyRules());
    };
  }

  static JsonNode at(JsonNode tree, String path) {
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
