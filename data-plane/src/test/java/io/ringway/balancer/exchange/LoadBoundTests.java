package io.ringway.balancer.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ringway.balancer.routing.ClusterRoute;
import io.ringway.protocol.Explanation;
import io.ringway.protocol.HealthPolicy;
import io.ringway.protocol.ServerConfig;
import io.ringway.protocol.ServerState;
import io.ringway.protocol.Timeouts;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * No server has more requests than its bound, and each request is counted once, however it ends.
 */
@SuppressWarnings("StringConcatToTextBlock") // a text block ends its lines with LF, HTTP with CR LF
class LoadBoundTests extends SteeringScene {

  @Test
  void noServerHoldsMoreThanItsBound() throws IOException {
    rig.steering = steering(1.25, 0);
    route();
    List<String> order =
        tableExplainer.explain(asked("hot")).steps().stream().map(Explanation.Step::id).toList();
    hold("hot", 40);
    for (String id : order) {
      assertThat(servers.held(id)).isLessThanOrEqualTo(10); // ⌈1.25 · 40 / 5⌉
    }
    assertThat(servers.held(order.getLast())).isLessThan(servers.held(order.getFirst()));
    assertThat(rig.metrics()).containsPattern("ringway_spills_total\\{[^}]*\\} [1-9]");
    assertThat(countedOnServers()).isEqualTo(40);
  }

  @Test
  void aBoundOfOneSharesOutExactly() throws IOException {
    rig.steering = steering(1, 0);
    route();
    hold("hot", 25);
    for (ServerConfig each : configs) {
      assertThat(servers.held(each.id())).isEqualTo(5);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"client leaves", "server closes", "server leaves", "time is over"})
  void whateverEndsARequestIsCounted(String end) throws IOException {
    rig.steering = steering(2, 0);
    rig.timeouts = new Timeouts(500, end.equals("time is over") ? 300 : 30_000, 30_000);
    route();
    hold("a", 4);
    assertThat(countedOnServers()).isEqualTo(4);
    switch (end) {
      case "client leaves" -> {
        for (Socket socket : holding) {
          socket.setSoLinger(true, 0); // a reset: a client that only says all gets its answer
          socket.close();
        }
      }
      case "server closes" -> servers.close();
      case "server leaves" -> {
        ClusterRoute before = cluster();
        configs = configs.subList(4, 5);
        route();
        assertThat(cluster().total()).isSameAs(before.total());
        servers.letGo();
        await()
            .until(() ->
                IntStream.range(0, before.size()).allMatch(node -> before.inFlight(node) == 0));
      }
      default -> {}
    }
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> cluster().total().value() == 0 && countedOnServers() == 0);
  }

  @Test
  void retriesGoOnInTheSameOrderAndCountOnce() throws IOException {
    // What fails here is not to be ejected: the order is looked at, not the health.
    rig.policy = HealthPolicy.DEFAULT.withEjection(0, 10_000, 50);
    rig.steering = steering(3, 0);
    route();
    for (int i = 0; i < 50; i++) {
      String answer =
          rig.exchange(
              "GET /close HTTP/1.1\r\nHost: h\r\nX-Key: " + i + "\r\nConnection: close\r\n\r\n");
      assertThat(answer).startsWith("HTTP/1.1 502 ");
    }
    assertThat(cluster().total().value()).isZero();
    assertThat(countedOnServers()).isZero();
    List<String> order =
        tableExplainer.explain(asked("a")).steps().stream().map(Explanation.Step::id).toList();
    ServerConfig first =
        configs.stream()
            .filter(each -> each.id().equals(order.getFirst()))
            .findFirst()
            .orElseThrow();
    configs =
        configs.stream()
            .map(each ->
                each.equals(first)
                    ? new ServerConfig(each.id(), each.name(), "127.0.0.1", 1, 1, ServerState.READY)
                    : each)
            .toList();
    route();
    assertThat(served(rig, List.of("a"))).containsExactly(order.get(1));
    assertThat(countedOnServers()).isZero();
  }
}
