package io.ringway.balancer;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.protocol.ClusterConfig;
import io.ringway.protocol.HealthPolicy;
import io.ringway.protocol.Listen;
import io.ringway.protocol.RelayPolicy;
import io.ringway.protocol.RetryPolicy;
import io.ringway.protocol.ServerConfig;
import io.ringway.protocol.ServerTls;
import io.ringway.protocol.Steering;
import io.ringway.protocol.Timeouts;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Model.OptionSpec;

/** The balancer's page names every setting and every metric. */
class DocumentationTests {

  private static final Pattern VARIABLE = Pattern.compile("RINGWAY_[A-Z_]+");
  private static final Pattern DEFAULT = Pattern.compile("Default: (.+)\\.$");

  private static final Pattern METRIC = Pattern.compile("`((?:ringway|process|jvm)_[a-z_]+)`");
  private static final Pattern METRIC_IN_CODE =
      Pattern.compile("\"((?:ringway|process|jvm)_[a-z_]+)\"");

  private List<String> lines = List.of();

  @BeforeEach
  void read() throws IOException {
    lines = Files.readAllLines(Path.of("../docs/balancer.md"));
  }

  /** Returns the row of a table that contains all of these. */
  private String row(String... words) {
    return lines.stream()
        .filter(line ->
            line.startsWith("| ")
                && Stream.of(words).allMatch(word -> line.contains("`" + word + "`")))
        .findFirst()
        .orElseThrow(() ->
            new AssertionError(
                "docs/balancer.md has no table row with " + String.join(", ", words)));
  }

  @Test
  void everySettingHasARowWithItsVariableAndDefault() {
    for (OptionSpec option : Balancer.commandLine().getCommandSpec().options()) {
      String name = option.longestName();
      if (name.equals("--help") || name.equals("--version")) {
        continue;
      }
      String told = String.join("", option.description());
      Matcher variable = VARIABLE.matcher(told);
      assertThat(variable.find()).as(name + " has a variable").isTrue();
      String row = row(name, variable.group());
      Matcher otherwise = DEFAULT.matcher(told);
      if (otherwise.find() && otherwise.group(1).matches("[0-9]+")) {
        assertThat(row.replace(",", "")).contains(otherwise.group(1));
      }
    }
  }

  @Test
  void everySettingOfAClusterHasARow() {
    Set<String> identities = Set.of("id", "servers", "steering");
    for (Class<?> type :
        List.of(
            ClusterConfig.class,
            Listen.class,
            HealthPolicy.class,
            RetryPolicy.class,
            Timeouts.class,
            ServerConfig.class,
            Steering.class,
            ServerTls.class,
            RelayPolicy.class)) {
      for (RecordComponent component : type.getRecordComponents()) {
        if (!identities.contains(component.getName()) && !component.getType().isRecord()) {
          row(component.getName());
        }
      }
    }
  }

  /** Returns the names at the beginning of the rows of the metrics table. */
  static Set<String> metricsOfThePage() throws IOException {
    List<String> page = Files.readAllLines(Path.of("../docs/balancer.md"));
    return page.subList(page.indexOf("### Metrics"), page.indexOf("### Access log")).stream()
        .filter(line -> line.startsWith("| `"))
        .flatMap(line -> METRIC.matcher(line.substring(0, line.indexOf(" |"))).results())
        .map(found -> found.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void everyMetricHasARowAndEveryRowItsMetric() throws IOException {
    Set<String> named = new TreeSet<>();
    try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
      for (Path source : sources.filter(each -> each.toString().endsWith(".java")).toList()) {
        METRIC_IN_CODE
            .matcher(Files.readString(source))
            .results()
            .forEach(found -> named.add(found.group(1)));
      }
    }
    assertThat(metricsOfThePage()).hasSizeGreaterThan(40).isEqualTo(named);
  }
}
