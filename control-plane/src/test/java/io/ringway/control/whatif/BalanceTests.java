package io.ringway.control.whatif;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ringway.control.traffic.ClusterTraffic;
import io.ringway.control.traffic.ObservedHealth;
import io.ringway.control.traffic.ServerTraffic;
import io.ringway.protocol.ClusterConfig;
import io.ringway.protocol.ClusterSettings;
import io.ringway.protocol.KeyRule;
import io.ringway.protocol.Pin;
import io.ringway.protocol.ServerConfig;
import io.ringway.protocol.ServerState;
import io.ringway.protocol.Steering;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BalanceTests {

  private static ClusterConfig cluster(Steering steering, int servers) {
    return new ClusterConfig(
        "c",
        "c",
        ClusterSettings.DEFAULT.with(it -> {
          it.keyRules = List.of(new KeyRule.Path());
          it.steering = steering;
        }),
        IntStream.range(0, servers)
            .mapToObj(
                i -> new ServerConfig("s" + i, "s" + i, "10.0.0." + i, 80, 1, ServerState.READY))
            .toList());
  }

  private static ClusterTraffic traffic(double... rates) {
    double total = Arrays.stream(rates).sum();
    return new ClusterTraffic(
        "c",
        0,
        total,
        0,
        0,
        0,
        0,
        0,
        0,
        IntStream.range(0, rates.length)
            .mapToObj(i ->
                new ServerTraffic(
                    "s" + i,
                    0,
                    rates[i],
                    rates[i] / total,
                    0,
                    0,
                    0,
                    0,
                    0,
                    0,
                    ObservedHealth.UNKNOWN))
            .toList());
  }

  private static double requestsAfter(Balance balance, String id) {
    return balance.servers().stream()
        .filter(server -> server.id().equals(id))
        .mapToDouble(Balance.Server::requestsAfter)
        .sum();
  }

  @Test
  void requestsGoAsTheKeysOfTheirServerDo() {
    WhatIf whatIf = WhatIf.between(cluster(Steering.NONE, 2), cluster(Steering.NONE, 3));
    Balance balance = Balance.of(whatIf, traffic(90, 10), List.of());
    Balance.SeenTraffic seen = Objects.requireNonNull(balance.traffic());
    assertThat(seen.requestsPerSecond()).isEqualTo(100);
    assertThat(seen.moved()).isCloseTo(1 / 3.0, within(0.02));
    assertThat(seen.imbalanceBefore()).isCloseTo(1.8, within(1e-9));
    assertThat(requestsAfter(balance, "s0")).isCloseTo(60, within(2.0));
    assertThat(requestsAfter(balance, "s1")).isCloseTo(6.7, within(0.5));
    assertThat(balance.servers().stream().mapToDouble(Balance.Server::requestsAfter).sum())
        .isCloseTo(100, within(1e-9));
  }

  @Test
  void aHotKeyIsFollowedByItself() {
    ClusterConfig before = cluster(Steering.NONE, 2);
    String hash = Pin.fingerprint("hot");
    String owner = KeyPlace.of(WhatIf.between(before, before).before(), hash, "").getFirst();
    String other = owner.equals("s0") ? "s1" : "s0";
    double[] rates = owner.equals("s0") ? new double[] {80, 20} : new double[] {20, 80};
    ClusterConfig pinned =
        cluster(new Steering(0, 0, false, List.of(new Pin.To(hash, "", other))), 2);
    List<Balance.Hot> hot = List.of(new Balance.Hot(hash, "", 0.6));

    Balance balance = Balance.of(WhatIf.between(before, pinned), traffic(rates), hot);
    assertThat(Objects.requireNonNull(balance.traffic()).moved()).isCloseTo(0.6, within(1e-9));
    assertThat(requestsAfter(balance, owner)).isCloseTo(20, within(1e-9));
    assertThat(requestsAfter(balance, other)).isCloseTo(80, within(1e-9));

    ClusterConfig spread =
        cluster(new Steering(0, 0, false, List.of(new Pin.Spread(hash, "", 2))), 2);
    Balance halves = Balance.of(WhatIf.between(before, spread), traffic(rates), hot);
    assertThat(Objects.requireNonNull(halves.traffic()).moved()).isCloseTo(0.3, within(1e-9));
    assertThat(requestsAfter(halves, owner)).isCloseTo(50, within(1e-9));
  }

  @Test
  void withoutTrafficThereIsNothingToWeigh() {
    WhatIf whatIf = WhatIf.between(cluster(Steering.NONE, 2), cluster(Steering.NONE, 3));
    assertThat(Balance.of(whatIf, traffic(0, 0), List.of()).traffic()).isNull();
  }
}
