package io.ringway.routing.steering;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.protocol.ClusterConfig;
import io.ringway.protocol.KeyFallback;
import io.ringway.protocol.ServerConfig;
import io.ringway.protocol.ServerState;
import io.ringway.protocol.Steering;
import io.ringway.ring.Candidates;
import io.ringway.ring.Participation;
import io.ringway.ring.Ring;
import io.ringway.ring.Rings;
import io.ringway.routing.explain.Clusters;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SlowStartTests {

  private static final long T = 1_000_000;
  private static final int WINDOW = 64_000;

  private static @Nullable SlowStart ramp(List<ServerConfig> servers) {
    ClusterConfig cluster = cluster(servers);
    return SlowStart.of(
        cluster, Rings.build(cluster.settings().placement(), cluster.ringNodes()).nodes());
  }

  private static ClusterConfig cluster(List<ServerConfig> servers) {
    return Clusters.of(KeyFallback.RANDOM, new Steering(0, WINDOW, false, List.of()), servers);
  }

  private static List<ServerConfig> withLast(long joined) {
    List<ServerConfig> servers = new ArrayList<>(Clusters.servers(4));
    servers.set(3, servers.get(3).joined(joined));
    return servers;
  }

  private static double last(SlowStart slowStart, long now) {
    Participation parts = slowStart.at(now);
    return parts == null ? 1 : parts.part(3);
  }

  @Test
  void aServerComesToItsKeysInEqualSteps() {
    SlowStart slowStart = Objects.requireNonNull(ramp(withLast(T)));
    assertThat(last(slowStart, T)).isEqualTo(1 / 64.0);
    assertThat(last(slowStart, T + 999)).isEqualTo(1 / 64.0);
    assertThat(last(slowStart, T + 1_000)).isEqualTo(2 / 64.0);
    assertThat(last(slowStart, T + 32_000)).isEqualTo(33 / 64.0);
    assertThat(slowStart.at(T + 63_000)).isNull();
    assertThat(slowStart.at(Long.MAX_VALUE)).isNull();
    for (int node = 0; node < 3; node++) {
      assertThat(Objects.requireNonNull(slowStart.at(T)).part(node)).isEqualTo(1);
    }
  }

  @Test
  void theStateChangesExactlyWhenThePartsDo() {
    SlowStart slowStart = Objects.requireNonNull(ramp(withLast(T)));
    for (long now = T - 10; now < T + 2 * WINDOW; now += 250) {
      boolean same = last(slowStart, now) == last(slowStart, now + 250);
      assertThat(slowStart.state(now) == slowStart.state(now + 250)).isEqualTo(same);
    }
  }

  @Test
  void eachKeyMovesOnceAndIsNeverGivenBack() {
    List<ServerConfig> servers = withLast(T);
    SlowStart slowStart = Objects.requireNonNull(ramp(servers));
    ClusterConfig cluster = cluster(servers);
    Ring ring = Rings.build(cluster.settings().placement(), cluster.ringNodes());
    Candidates walk = new Candidates();
    for (int key = 0; key < 2_000; key++) {
      long hash = ring.keyHash().hash("key-" + key);
      int at = ring.candidates(hash, walk, slowStart.at(T)).next();
      for (long now = T; now <= T + WINDOW; now += 1_000) {
        int next = ring.candidates(hash, walk, slowStart.at(now)).next();
        assertThat(next == at || next == 3).isTrue();
        at = next;
      }
      assertThat(at).isEqualTo(ring.owner(hash));
    }
  }

  @Test
  void whoJoinedFirstHasEverything() {
    assertThat(ramp(Clusters.servers(4).stream().map(s -> s.joined(T)).toList())).isNull();
    List<ServerConfig> servers = new ArrayList<>();
    for (ServerConfig server : Clusters.servers(4)) {
      servers.add(server.joined(T + servers.size()));
    }
    servers.set(0, servers.getFirst().with(ServerState.DRAINING));
    Participation parts = Objects.requireNonNull(Objects.requireNonNull(ramp(servers)).at(T + 5));
    assertThat(parts.part(1)).isEqualTo(1);
    assertThat(parts.part(2)).isEqualTo(1 / 64.0);
  }

  @Test
  void aClockThatIsALittleBehindWaitsAndOneThatIsFarBehindDoesNot() {
    SlowStart slowStart = Objects.requireNonNull(ramp(withLast(T)));
    assertThat(last(slowStart, T - 5_000)).isEqualTo(1 / 64.0);
    assertThat(slowStart.at(T - WINDOW - 1)).isNull();
  }

  @Test
  void withoutAWindowNobodyRamps() {
    ClusterConfig cluster = Clusters.of(KeyFallback.RANDOM, Steering.NONE, withLast(T));
    assertThat(SlowStart.of(cluster, cluster.ringNodes())).isNull();
    assertThat(ramp(Clusters.servers(4))).isNull();
    assertThat(ramp(List.of())).isNull();
  }
}
