package io.ringway.control.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ringway.control.traffic.Health;
import io.ringway.protocol.ClusterConfig;
import io.ringway.protocol.HealthPolicy;
import io.ringway.protocol.KeyFallback;
import io.ringway.protocol.Listen;
import io.ringway.protocol.RetryPolicy;
import io.ringway.protocol.ServerConfig;
import io.ringway.protocol.ServerState;
import io.ringway.protocol.Timeouts;
import io.ringway.ring.Candidates;
import io.ringway.ring.Ring;
import io.ringway.ring.RingSpec;
import io.ringway.ring.Rings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RingPictureTests {

  private static final Pattern SECTOR =
      Pattern.compile("M(\\S+) (\\S+)A\\S+ \\S+ 0 0 1 (\\S+) (\\S+)L");

  static ClusterConfig cluster(int servers, int points, ServerState first) {
    List<ServerConfig> list = new ArrayList<>();
    for (int i = 1; i <= servers; i++) {
      list.add(
          new ServerConfig(
              "server-" + i,
              "s" + i,
              "127.0.0.1",
              9000 + i,
              1,
              i == 1 ? first : ServerState.READY));
    }
    return new ClusterConfig(
        "c",
        "sample",
        Listen.DEFAULT,
        new RingSpec.Points(points),
        List.of(),
        KeyFallback.RANDOM,
        HealthPolicy.DEFAULT,
        RetryPolicy.DEFAULT,
        Timeouts.DEFAULT,
        1_000,
        List.of(),
        list);
  }

  private static Ring ring(ClusterConfig cluster) {
    return Rings.build(cluster.placement(), cluster.ringNodes());
  }

  /** The turn that the sectors of some shapes cover together, from their coordinates. */
  private static double covered(List<RingPicture.Shape> shapes) {
    double sum = 0;
    for (RingPicture.Shape shape : shapes) {
      Matcher sector = SECTOR.matcher(shape.path());
      while (sector.find()) {
        double length =
            turn(sector.group(3), sector.group(4)) - turn(sector.group(1), sector.group(2));
        sum += length < 0 ? length + 1 : length;
      }
    }
    return sum;
  }

  private static double turn(String x, String y) {
    double angle = Math.atan2(Double.parseDouble(x) - 200, 200 - Double.parseDouble(y));
    return Math.floorMod(Math.round(angle / (2 * Math.PI) * 1e9), 1_000_000_000L) / 1e9;
  }

  @ParameterizedTest
  @CsvSource({"1,1024", "2,7", "3,16", "3,1024", "50,100"})
  void theCircleIsCoveredExactlyOnce(int servers, int points) {
    ClusterConfig cluster = cluster(servers, points, ServerState.READY);
    RingPicture picture = RingPicture.of(cluster, ring(cluster), Map.of(), 7, null);
    assertThat(covered(picture.band())).isCloseTo(1, within(0.02));
    assertThat(picture.shares()).hasSize(servers);
    assertThat(picture.serving()).isEmpty();
    assertThat(picture.subline()).isEqualTo("revision 7");
  }

  @Test
  void aDrainingServerIsHatchedAndOthersServeItsKeys() {
    ClusterConfig cluster = cluster(3, 64, ServerState.DRAINING);
    RingPicture picture = RingPicture.of(cluster, ring(cluster), Map.of(), 1, null);
    assertThat(picture.band().getFirst().hatched()).isTrue();
    assertThat(picture.band().get(1).hatched()).isFalse();
    assertThat(picture.serving()).extracting(RingPicture.Shape::server).containsExactly("s2", "s3");
    assertThat(picture.shares().getFirst().title()).contains("s1 owns", "draining");
  }

  @Test
  void slicesKeepTheShareOfAnOwnerWhoseKeysOthersServe() {
    ClusterConfig draining = cluster(3, 1_024, ServerState.DRAINING);
    ClusterConfig ready = cluster(3, 1_024, ServerState.READY);
    RingPicture before = RingPicture.of(ready, ring(ready), Map.of(), 1, null);
    RingPicture after = RingPicture.of(draining, ring(draining), Map.of(), 1, null);
    for (int server = 0; server < 3; server++) {
      assertThat(covered(after.band().subList(server, server + 1)))
          .isCloseTo(covered(before.band().subList(server, server + 1)), within(0.01));
    }
    assertThat(covered(after.serving()))
        .isCloseTo(covered(after.band().subList(0, 1)), within(0.01));
  }

  @Test
  void anEmptyRingHasAPicture() {
    ClusterConfig cluster = cluster(0, 64, ServerState.READY);
    assertThat(RingPicture.of(cluster, ring(cluster), Map.of(), 1, null).headline())
        .isEqualTo("no servers");
    KeyExplanation none = Explorer.explain(cluster, ring(cluster), Map.of(), 1, "k");
    assertThat(none.owner()).isNull();
    assertThat(none.candidates()).isEmpty();
  }

  @Test
  void theMarkedKeyPointsAtTheServerThatTakesIt() {
    ClusterConfig cluster = cluster(3, 64, ServerState.READY);
    KeyExplanation key = Explorer.explain(cluster, ring(cluster), Map.of(), 1, "user-42");
    RingPicture.Marker marker = RingPicture.of(cluster, ring(cluster), Map.of(), 1, key).marker();
    assertThat(marker.badges()).hasSize(3);
    assertThat(marker.badges().getFirst().taken()).isTrue();
    assertThat(marker.leader()).startsWith("M");
  }

  @Test
  void anExplanationGivesTheCandidatesOfTheRing() {
    ClusterConfig cluster = cluster(5, 128, ServerState.DRAINING);
    Ring ring = ring(cluster);
    Map<String, Health> health =
        Map.of("server-3", new Health(Health.State.UNHEALTHY, "connection refused"));
    Candidates cursor = new Candidates();
    for (int i = 0; i < 10_000; i++) {
      String key = "key-" + i;
      KeyExplanation explained = Explorer.explain(cluster, ring, health, 1, key);
      ring.candidates(ring.keyHash().hash(key), cursor);
      String taker = null;
      String heir = null;
      for (KeyExplanation.Candidate candidate : explained.candidates()) {
        assertThat(candidate.serverId()).isEqualTo(ring.nodes().get(cursor.next()).id());
        if (!List.of("server-1", "server-3").contains(candidate.serverId())) {
          heir = taker != null && heir == null ? candidate.server() : heir;
          taker = taker == null ? candidate.server() : taker;
        }
      }
      assertThat(cursor.next()).isEqualTo(Ring.NONE);
      assertThat(explained.servedBy()).isEqualTo(taker);
      for (KeyExplanation.Candidate candidate : explained.candidates()) {
        assertThat(candidate.taken()).isEqualTo(candidate.server().equals(taker));
        assertThat(candidate.ifThisDies()).isEqualTo(candidate.taken() ? heir : taker);
      }
    }
  }

  @Test
  void theEmptyKeyIsAKey() {
    ClusterConfig cluster = cluster(3, 64, ServerState.READY);
    KeyExplanation key = Explorer.explain(cluster, ring(cluster), Map.of(), 1, "");
    assertThat(key.keyHex()).isEmpty();
    assertThat(key.owner()).isNotNull();
    assertThat(key.degrees()).isBetween(0.0, 360.0);
  }

  @Test
  void theFirstTwelveNumberedServersHaveDifferentColours() {
    assertThat(IntStream.rangeClosed(1, 12).map(i -> ServerColour.of("server-" + i)))
        .doesNotHaveDuplicates()
        .allMatch(colour -> colour >= 0 && colour < ServerColour.COUNT);
    assertThat(ServerColour.of("b7d3f0aa")).isEqualTo(ServerColour.of("b7d3f0aa"));
  }
}
