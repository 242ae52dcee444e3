package io.ringway.control.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ringway.control.traffic.ObservedHealth;
import io.ringway.control.whatif.ClusterObservation;
import io.ringway.protocol.ClusterConfig;
import io.ringway.protocol.ClusterSettings;
import io.ringway.protocol.Explanation;
import io.ringway.protocol.Pin;
import io.ringway.protocol.ServerConfig;
import io.ringway.protocol.ServerState;
import io.ringway.protocol.Steering;
import io.ringway.ring.Candidates;
import io.ringway.ring.Participation;
import io.ringway.ring.Ring;
import io.ringway.ring.RingSpec;
import io.ringway.ring.Rings;
import io.ringway.routing.explain.Explainer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

public class RingPictureTests {

  private static final Pattern SECTOR =
      Pattern.compile("M(\\S+) (\\S+)A\\S+ \\S+ 0 0 1 (\\S+) (\\S+)L");

  public static ClusterConfig cluster(int servers, int points, ServerState first) {
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
        ClusterSettings.DEFAULT.with(it -> {
          it.placement = new RingSpec.Points(points);
          it.keyRules = List.of();
        }),
        list);
  }

  private static Ring ring(ClusterConfig cluster) {
    return Rings.build(cluster.settings().placement(), cluster.ringNodes());
  }

  public static Explanation explain(
      ClusterConfig cluster, Ring ring, Map<String, ObservedHealth> health, String key) {
    return new Explainer(ClusterObservation.view(cluster, 1, ring, null, health)).key(key);
  }

  /**
   * Returns the angle in turns that the sectors of some shapes cover together, from their
   * coordinates.
   */
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
    RingPicture picture = RingPicture.of(cluster, ring(cluster), Map.of(), null, 7, null);
    assertThat(covered(picture.band())).isCloseTo(1, within(0.02));
    assertThat(picture.shares()).hasSize(servers);
    assertThat(picture.serving()).isEmpty();
    assertThat(picture.subline()).isEqualTo("revision 7");
  }

  @Test
  void aDrainingServerIsHatchedAndOthersServeItsKeys() {
    ClusterConfig cluster = cluster(3, 64, ServerState.DRAINING);
    RingPicture picture = RingPicture.of(cluster, ring(cluster), Map.of(), null, 1, null);
    assertThat(picture.band().getFirst().hatched()).isTrue();
    assertThat(picture.band().get(1).hatched()).isFalse();
    assertThat(picture.serving()).extracting(RingPicture.Shape::server).containsExactly("s2", "s3");
    assertThat(picture.shares().getFirst().title()).contains("s1 owns", "draining");
  }

  @Test
  void slicesKeepTheShareOfAnOwnerWhoseKeysOthersServe() {
    ClusterConfig draining = cluster(3, 1_024, ServerState.DRAINING);
    ClusterConfig ready = cluster(3, 1_024, ServerState.READY);
    RingPicture before = RingPicture.of(ready, ring(ready), Map.of(), null, 1, null);
    RingPicture after = RingPicture.of(draining, ring(draining), Map.of(), null, 1, null);
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
    assertThat(RingPicture.of(cluster, ring(cluster), Map.of(), null, 1, null).headline())
        .isEqualTo("no servers");
    Explanation none = explain(cluster, ring(cluster), Map.of(), "k");
    assertThat(none.owner()).isEmpty();
    assertThat(none.steps()).isEmpty();
  }

  @Test
  void theMarkedKeyPointsAtTheServerThatTakesIt() {
    ClusterConfig cluster = cluster(3, 64, ServerState.READY);
    Explanation key = explain(cluster, ring(cluster), Map.of(), "user-42");
    KeyMarker marker = RingPicture.of(cluster, ring(cluster), Map.of(), null, 1, key).marker();
    assertThat(marker.badges()).hasSize(3);
    assertThat(marker.badges().getFirst().taken()).isTrue();
    assertThat(marker.leader()).startsWith("M");
  }

  @Test
  void anExplanationGivesTheCandidatesOfTheRing() {
    ClusterConfig cluster = cluster(5, 128, ServerState.DRAINING);
    Ring ring = ring(cluster);
    Map<String, ObservedHealth> health =
        Map.of(
            "server-3", new ObservedHealth(ObservedHealth.State.UNHEALTHY, "connection refused"));
    Candidates cursor = new Candidates();
    for (int i = 0; i < 10_000; i++) {
      String key = "key-" + i;
      Explanation explained = explain(cluster, ring, health, key);
      ring.candidates(ring.keyHash().hash(key), cursor);
      String taker = "";
      String heir = "";
      for (Explanation.Step step : explained.steps()) {
        assertThat(step.id()).isEqualTo(ring.nodes().get(cursor.next()).id());
        if (!List.of("server-1", "server-3").contains(step.id())) {
          heir = !taker.isEmpty() && heir.isEmpty() ? step.id() : heir;
          taker = taker.isEmpty() ? step.id() : taker;
        }
      }
      assertThat(cursor.next()).isEqualTo(Ring.NONE);
      assertThat(explained.takers()).containsExactly(taker);
      for (Explanation.Step step : explained.steps()) {
        assertThat(step.verdict().takes()).isEqualTo(step.id().equals(taker));
        assertThat(step.ifItDies()).isEqualTo(step.id().equals(taker) ? heir : taker);
      }
    }
  }

  @Test
  void aPinnedKeyLeadsToItsServerAndASpreadOneToAllThatShareIt() {
    ClusterConfig plain = cluster(4, 64, ServerState.READY);
    String other = explain(plain, ring(plain), Map.of(), "user-42").steps().getLast().id();
    ClusterConfig pinned =
        steered(
            plain,
            new Steering(
                0, 0, false, List.of(Pin.To.of("user-42", other), Pin.Spread.of("hot", 3))));
    KeyMarker to = mark(pinned, "user-42");
    assertThat(to.badges().getFirst().taken()).isTrue();
    assertThat(to.leader()).containsOnlyOnce("M");
    KeyMarker spread = mark(pinned, "hot");
    assertThat(spread.badges()).filteredOn(KeyMarker.Badge::taken).hasSize(3);
    assertThat(spread.leader().chars().filter(c -> c == 'M')).hasSize(3);
  }

  private static KeyMarker mark(ClusterConfig cluster, String key) {
    Ring ring = ring(cluster);
    return RingPicture.of(cluster, ring, Map.of(), null, 1, explain(cluster, ring, Map.of(), key))
        .marker();
  }

  @Test
  void whileAServerJoinsOthersServeThePartThatItDoesNotHaveYet() {
    ClusterConfig cluster = cluster(3, 64, ServerState.READY);
    Ring ring = ring(cluster);
    Participation half =
        Participation.partly(ring.nodes(), node -> node.id().equals("server-1") ? 0.5 : 1);
    RingPicture picture = RingPicture.of(cluster, ring, Map.of(), half, 1, null);
    assertThat(picture.shares().getFirst().title()).contains("joining: has 50 %");
    assertThat(covered(picture.serving()))
        .isBetween(0.2 * covered(picture.band().subList(0, 1)), 0.8);
    assertThat(picture.serving()).extracting(RingPicture.Shape::server).doesNotContain("s1");
  }

  @Test
  void aPlacementWithoutACircleSaysHowItIsDrawn() {
    ClusterConfig circle = cluster(3, 64, ServerState.READY);
    assertThat(RingPicture.of(circle, ring(circle), Map.of(), null, 1, null).note()).isEmpty();
    Ring table = Rings.build(new RingSpec.Maglev(65_537), circle.ringNodes());
    RingPicture picture = RingPicture.of(circle, table, Map.of(), null, 1, null);
    assertThat(picture.note())
        .contains("Maglev has no circle", "65,537 slots", RingPicture.SLICES + " slices");
    assertThat(covered(picture.band())).isCloseTo(1, within(0.02));
    Explanation key = explain(circle, table, Map.of(), "user-42");
    assertThat(RingPicture.of(circle, table, Map.of(), null, 1, key).marker().badges()).hasSize(3);
  }

  private static ClusterConfig steered(ClusterConfig plain, Steering steering) {
    return new ClusterConfig(
        plain.id(),
        plain.name(),
        plain.settings().with(it -> it.steering = steering),
        plain.servers());
  }

  @Test
  void theEmptyKeyIsAKey() {
    ClusterConfig cluster = cluster(3, 64, ServerState.READY);
    Explanation key = explain(cluster, ring(cluster), Map.of(), "");
    assertThat(key.keyHex()).isEmpty();
    assertThat(key.owner()).isNotEmpty();
    assertThat(key.position()).isBetween(0.0, 1.0);
  }

  @Test
  void theFirstTwelveNumberedServersHaveDifferentColours() {
    assertThat(IntStream.rangeClosed(1, 12).map(i -> ServerColour.of("server-" + i)))
        .doesNotHaveDuplicates()
        .allMatch(colour -> colour >= 0 && colour < ServerColour.COUNT);
    assertThat(ServerColour.of("b7d3f0aa")).isEqualTo(ServerColour.of("b7d3f0aa"));
  }
}
