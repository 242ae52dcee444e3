package io.ringway.ring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The recorded results of a real program: key number, then its server in each scenario. */
final class PeerGolden {

  private PeerGolden() {}

  static List<String> rows(String resource) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(PeerGolden.class.getResourceAsStream(resource), resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .toList();
    }
  }

  static List<String> rows(Map<PeerScenario, List<String>> answers) {
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < PeerScenario.KEYS; i++) {
      int number = i;
      rows.add(
          Stream.of(PeerScenario.values())
              .map(scenario -> answers.get(scenario).get(number))
              .collect(Collectors.joining(",", number + ",", "")));
    }
    return rows;
  }

  /**
   * Compares the results with the recorded ones, or records them with {@code
   * -Dringway.golden=write}.
   */
  static void check(String resource, String how, Map<PeerScenario, List<String>> answers)
      throws IOException {
    List<String> rows = rows(answers);
    if ("write".equals(System.getProperty("ringway.golden"))) {
      Path file = Path.of("src/test/resources/io/ringway/ring", resource);
      String columns =
          Stream.of(PeerScenario.values())
              .map(PeerScenario::word)
              .collect(Collectors.joining(",", "# number,", ""));
      Files.write(
          file,
          Stream.concat(Stream.of("# " + how, "# Keys: PeerScenario.", columns), rows.stream())
              .toList());
      return;
    }
    assertThat(rows).isEqualTo(rows(resource));
  }
}
