package io.ringway.ring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NginxTests implements PlacementContract {

  private static final Ring VECTORS =
      Rings.build(
          new RingSpec.Nginx(),
          List.of(
              new Node("a", 2, "127.0.0.1:28101"),
              new Node("b", 1, "127.0.0.1:28102"),
              new Node("c", 3, "127.0.0.2:28103")));

  @Override
  public RingSpec spec() {
    return new RingSpec.Nginx();
  }

  @Override
  public Promise promise() {
    return new Promise(1.3, 1.35, 0.3, 0, 0.9, 0.02);
  }

  @ParameterizedTest
  @CsvSource({
    "user-0, 09217682, c",
    "user-1, 7e264614, b",
    "user-42, 7d06b873, c",
    "/img/7919/a.png, 3b597d00, b",
    "sess-abc, 358a201b, a"
  })
  void keysGoWhereNginxSendsThem(String key, String crc, String owner) {
    long hash = VECTORS.keyHash().hash(key);
    assertThat("%08x".formatted(hash >>> 32)).isEqualTo(crc);
    assertThat(VECTORS.nodes().get(VECTORS.owner(hash)).id()).isEqualTo(owner);
  }

  @Test
  void pointsAreAChainOfChecksums() {
    Ring ring = Rings.build(spec(), List.of(new Node("b", 1, "127.0.0.1:28102"), new Node("x")));
    for (long point : new long[] {0x3265ce35L, 0xbefcb38eL, 0x6c2b7f4eL}) {
      assertThat(ring.nodes().get(ring.owner(point << 32)).id()).isEqualTo("b");
      PreferenceOrder preferenceOrder = (PreferenceOrder) ring;
      assertThat(preferenceOrder.grain(0, preferenceOrder.first(point << 32)))
          .isEqualTo(point << 32);
    }
  }

  @Test
  void aServerHasHundredAndSixtyPointsForEachUnitOfWeight() {
    assertThat(points(1)).isEqualTo(160);
    assertThat(points(3)).isEqualTo(480);
    assertThat(points(0.5)).isEqualTo(80);
    assertThat(points(0.001)).isEqualTo(1);
  }

  private long points(double weight) {
    Ring ring = Rings.build(spec(), List.of(new Node("only", weight)));
    return ((PreferenceOrder) ring).steps();
  }

  @Test
  void aHostWithoutAPortASocketAndAColonWithoutDigitsAreNames() {
    assertThat(
            Stream.of("app", "app:8080", "unix:/run/app.sock", "[::1]", "[::1]:80")
                .map(name -> Rings.build(spec(), List.of(new Node("s", 1, name))).digest())
                .distinct())
        .hasSize(5);
    assertThat(first("unix:/run/app.sock")).isEqualTo(first("/run/app.sock"));
    assertThat(first("app:")).as("an empty port").isEqualTo(first("app"));
  }

  private List<Long> first(String hashKey) {
    Ring ring = Rings.build(spec(), List.of(new Node("s", 1, hashKey), new Node("t", 1, "t")));
    Coverage coverage = ring.coverage(_ -> true);
    return IntStream.range(0, coverage.size())
        .filter(run -> coverage.node(run) == 0)
        .mapToObj(coverage::last)
        .toList();
  }
}
