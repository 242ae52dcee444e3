package io.ringway.balancer;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.protocol.ClusterConfig;
import io.ringway.protocol.HealthPolicy;
import io.ringway.protocol.Listen;
import io.ringway.protocol.Relay;
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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Model.OptionSpec;

/** The page of the balancer names every setting that there is. */
class DocumentationTests {

  private static final Pattern VARIABLE = Pattern.compile("RINGWAY_[A-Z_]+");
  private static final Pattern DEFAULT = Pattern.compile("Default: (.+)\\.$");

  private List<String> lines = List.of();

  @BeforeEach
  void read() throws IOException {
    lines = Files.readAllLines(Path.of("../docs/balancer.md"));
  }

  /** The row of a table that has all of these. */
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
            Relay.class)) {
      for (RecordComponent component : type.getRecordComponents()) {
        if (!identities.contains(component.getName()) && !component.getType().isRecord()) {
          row(component.getName());
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "src/main/java/io/ringway/balancer/telemetry/TrafficMetrics.java",
        "src/main/java/io/ringway/balancer/telemetry/ProcessMetrics.java",
        "src/main/java/io/ringway/balancer/upstream/PoolUse.java",
        "src/main/java/io/ringway/balancer/accesslog/AccessLog.java",
        "src/main/java/io/ringway/balancer/admin/AdminPages.java",
        "src/main/java/io/ringway/balancer/admin/TlsPage.java"
      })
  void everyMetricHasARow(String source) throws IOException {
    Matcher names =
        Pattern.compile("\"((?:ringway|process|jvm)_[a-z_]+)\"")
            .matcher(Files.readString(Path.of(source)));
    assertThat(names.results().map(found -> found.group(1)).toList())
        .isNotEmpty()
        .allSatisfy(name -> row(name));
  }
}
