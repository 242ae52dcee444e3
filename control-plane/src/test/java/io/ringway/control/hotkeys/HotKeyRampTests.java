package io.ringway.control.hotkeys;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.control.WithControlPlane;
import io.ringway.control.access.Actor;
import io.ringway.control.cluster.Change;
import io.ringway.control.cluster.Clusters;
import io.ringway.control.cluster.NewServer;
import io.ringway.control.cluster.ReplicaPlan;
import io.ringway.control.explain.Explorer;
import io.ringway.protocol.ClusterSettings;
import io.ringway.protocol.Listen;
import io.ringway.protocol.Pin;
import io.ringway.protocol.Steering;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** During a slow start, the list of hot keys names the current servers of a key. */
@WithControlPlane
class HotKeyRampTests {

  private static final Actor SYSTEM = Actor.system("test");
  private static final int HOUR = 3_600_000;
  private static final int KEYS = 300;

  @Autowired Clusters clusters;
  @Autowired HotKeyFinder finder;
  @Autowired Explorer explorer;

  @Test
  void aKeyOfAServerThatJoinsStaysWhereItWasUntilItsTurn() {
    ClusterSettings usual = ClusterSettings.DEFAULT;
    Steering ramped = new Steering(0, HOUR, false, List.of());
    clusters.apply(
        new Change.CreateCluster(
            "ramped",
            usual.with(it -> {
              it.listen = new Listen(0, List.of(), "/ramped");
              it.steering = ramped;
            }),
            List.of(new NewServer("a", "10.9.0.1", 1), new NewServer("b", "10.9.0.2", 1)),
            ReplicaPlan.NONE),
        SYSTEM,
        null);
    clusters.apply(
        new Change.AddServers("ramped", List.of(new NewServer("late", "10.9.0.3", 1))),
        SYSTEM,
        null,
        true);

    List<String> keys = IntStream.range(0, KEYS).mapToObj(i -> "key-" + i).toList();
    int owned = 0;
    for (String key : keys) {
      HotKeyList.Line line = finder.key("ramped", Pin.fingerprint(key));
      List<String> gets = line.servers().stream().map(HotKeyList.Server::name).toList();
      assertThat(gets)
          .as(key)
          .isEqualTo(explorer.explain("ramped", List.of(key)).getFirst().takers());
      if (line.owner() != null && line.owner().name().equals("late") && !gets.contains("late")) {
        owned++;
      }
    }
    assertThat(owned).as("keys that late will own and does not serve yet").isGreaterThan(KEYS / 5);
  }
}
