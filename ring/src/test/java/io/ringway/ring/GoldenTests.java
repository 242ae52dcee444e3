package io.ringway.ring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Placement is a public contract: these answers never change. */
class GoldenTests {

  private static final List<Node> NODES =
      List.of(
          new Node("server-1"),
          new Node("server-2", 2),
          new Node("server-3", 0.5),
          new Node("sérver-4"));

  @Test
  void theDefaultPlacementAnswersAsRecorded() throws Exception {
    Ring ring = Rings.build(new RingSpec.Points(1_024), NODES);
    List<String> rows = rows("ring.csv");
    assertThat(rows).hasSizeGreaterThanOrEqualTo(300);
    for (String row : rows) {
      String key = row.substring(0, row.indexOf(','));
      assertThat(answer(ring, key)).isEqualTo(row);
    }
  }

  private static String answer(Ring ring, String key) {
    long hash = ring.keyHash().hash(key);
    Candidates cursor = ring.candidates(hash, new Candidates());
    List<String> order = new ArrayList<>();
    for (int node = cursor.next(); node != Ring.NONE; node = cursor.next()) {
      order.add(ring.nodes().get(node).id());
    }
    return "%s,%016x,%s,%s"
        .formatted(key, hash, ring.nodes().get(ring.owner(hash)).id(), String.join(" ", order));
  }

  private static List<String> rows(String resource) throws Exception {
    try (InputStream in =
        Objects.requireNonNull(GoldenTests.class.getResourceAsStream(resource), resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#") && !line.startsWith("key,"))
          .toList();
    }
  }
}
