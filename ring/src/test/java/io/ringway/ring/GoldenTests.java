package io.ringway.ring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Golden vectors: placement is a public contract, so these results never change. */
class GoldenTests {

  private static final List<Node> NODES =
      List.of(
          new Node("server-1"),
          new Node("server-2", 2),
          new Node("server-3", 0.5),
          new Node("sérver-4"));

  static Stream<Arguments> recorded() {
    return Stream.of(
        Arguments.of(new RingSpec.Points(1_024), "ring.csv"),
        Arguments.of(new RingSpec.Maglev(RingSpec.Maglev.DEFAULT_TABLE_SIZE), "maglev.csv"),
        Arguments.of(new RingSpec.Rendezvous(RingSpec.Rendezvous.DEFAULT_SLOTS), "rendezvous.csv"),
        Arguments.of(RingSpec.Slots.CLASSROOM, "slots.csv"));
  }

  @ParameterizedTest
  @MethodSource("recorded")
  void placementsAnswerAsRecorded(RingSpec spec, String resource) throws Exception {
    Ring ring = Rings.build(spec, NODES);
    List<String> rows = rows(resource);
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
