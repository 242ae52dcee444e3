package io.ringway.control.settings;

import io.ringway.control.review.SettingsDifferences;
import io.ringway.control.settings.SettingsList.Group;
import io.ringway.control.settings.SettingsList.Setting;
import io.ringway.control.shell.NumberText;
import io.ringway.protocol.ClusterSettings;
import io.ringway.ring.RingSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The wording of changed settings, value by value: {@code load bound: off → 1.25}. */
@Component
class SettingsSentences implements SettingsDifferences {

  private static final String NONE = "none";

  private final JsonMapper mapper;

  SettingsSentences(JsonMapper mapper) {
    this.mapper = mapper;
  }

  @Override
  public List<String> of(ClusterSettings before, ClusterSettings after) {
    List<String> words = new ArrayList<>();
    if (!before.placement().equals(after.placement())) {
      words.add(
          "placement: " + placement(before.placement()) + " → " + placement(after.placement()));
    }
    JsonNode old = mapper.valueToTree(before);
    JsonNode now = mapper.valueToTree(after);
    for (Group group : SettingsList.GROUPS) {
      for (Setting setting : group.settings()) {
        JsonNode from = SettingsForm.at(old, setting.path());
        JsonNode to = SettingsForm.at(now, setting.path());
        if (!from.equals(to)) {
          words.add(
              setting.label().toLowerCase(Locale.ROOT)
                  + ": "
                  + value(before, setting, from)
                  + " → "
                  + value(after, setting, to));
        }
      }
    }
    return words;
  }

  private static String placement(RingSpec spec) {
    PlacementForm.Algorithm chosen =
        PlacementForm.of(spec, _ -> "").stream()
            .filter(PlacementForm.Algorithm::chosen)
            .findFirst()
            .orElseThrow();
    String knobs =
        chosen.knobs().stream()
            .map(knob -> knob.label().toLowerCase(Locale.ROOT) + " " + knob.value())
            .collect(Collectors.joining(", "));
    return chosen.title() + (knobs.isEmpty() ? "" : " (" + knobs + ")");
  }

  private static String value(ClusterSettings of, Setting setting, JsonNode value) {
    return switch (setting.kind()) {
      case WHOLE, DECIMAL -> number(setting, value);
      case FLAG -> value.asBoolean() ? "on" : "off";
      case TEXT, OPTIONAL -> value.asString().isEmpty() ? NONE : value.asString();
      case CHOICE -> value.asString().toLowerCase(Locale.ROOT).replace('_', ' ');
      case LINES -> {
        List<String> lines = new ArrayList<>();
        value.forEach(line -> lines.add(line.asString()));
        yield lines.isEmpty() ? NONE : String.join(", ", lines);
      }
      case RULES -> {
        String rules = KeyRuleText.of(of.keyRules()).lines().collect(Collectors.joining(", then "));
        yield rules.isEmpty() ? NONE : rules;
      }
    };
  }

  private static String number(Setting setting, JsonNode value) {
    if (setting.offAtZero() && value.asDouble() == 0) {
      return "off";
    }
    String number =
        value.isIntegralNumber()
            ? NumberText.count(value.asLong())
            : NumberText.weight(value.asDouble());
    return setting.unit().equals("ms") ? number + "\u00a0ms" : number;
  }
}
