package io.ringway.balancer.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ringway.balancer.health.ServerHealth;
import io.ringway.balancer.routing.ClusterRoute;
import io.ringway.balancer.routing.TableExplainer;
import io.ringway.protocol.ExplainQuery;
import io.ringway.protocol.Pin;
import io.ringway.protocol.ServerConfig;
import io.ringway.protocol.ServerState;
import io.ringway.protocol.Steering;
import io.ringway.protocol.Timeouts;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Five real servers behind two balancers that know the same, for tests of who is chosen. */
@SuppressWarnings("StringConcatToTextBlock") // a text block ends its lines with LF, HTTP with CR LF
abstract class SteeringScene {

  static final int KEYS = 10_000;
  private static final int BATCH = 100;

  final Rig rig = new Rig();
  final Rig other = new Rig();
  final TableExplainer tableExplainer = new TableExplainer(rig.active);
  final List<Socket> holding = new ArrayList<>();
  NamedServers servers;
  List<ServerConfig> configs;

  @BeforeEach
  void start() throws IOException {
    servers = new NamedServers(5);
    configs = servers.configs();
    rig.timeouts = new Timeouts(500, 30_000, 30_000);
    other.timeouts = rig.timeouts;
  }

  @AfterEach
  void stop() throws IOException {
    servers.letGo();
    for (Socket socket : holding) {
      socket.close();
    }
    rig.close();
    other.close();
    servers.close();
  }

  void route() {
    rig.route(configs);
    other.steering = rig.steering;
    other.now = rig.now;
    other.route(configs);
  }

  static String key(int i) {
    return (i % 10 == 0 ? "schlüssel " : "user-") + i;
  }

  static String get(String path, String key) {
    return "GET " + path + " HTTP/1.1\r\nHost: h\r\nX-Key: " + key + "\r\n\r\n";
  }

  static ExplainQuery asked(String key) {
    return new ExplainQuery.Request(
        0, "GET", "h", "/", List.of(new ExplainQuery.Header("X-Key", key)), "127.0.0.1");
  }

  /** Sends the keys as a pipeline and gives who answered each. */
  static List<String> served(Rig by, List<String> keys) throws IOException {
    List<String> served = new ArrayList<>();
    try (Socket socket = by.connect()) {
      OutputStream out = socket.getOutputStream();
      InputStream in = new java.io.BufferedInputStream(socket.getInputStream());
      for (int from = 0; from < keys.size(); from += BATCH) {
        List<String> batch = keys.subList(from, Math.min(keys.size(), from + BATCH));
        StringBuilder heads = new StringBuilder();
        batch.forEach(key -> heads.append(get("/", key)));
        out.write(heads.toString().getBytes(StandardCharsets.UTF_8));
        for (int i = 0; i < batch.size(); i++) {
          String answer = Rig.readAnswer(in);
          served.add(
              answer.startsWith("HTTP/1.1 200 ")
                  ? answer.substring(answer.length() - 2)
                  : answer.substring(9, 12));
        }
      }
    }
    return served;
  }

  static List<String> keys() {
    return IntStream.range(0, KEYS).mapToObj(SteeringScene::key).toList();
  }

  void down(Rig at, String id) {
    ServerHealth health = at.health.of("c1", id);
    for (int i = 0; i < 10; i++) {
      health.failedByTraffic(null);
    }
    assertThat(health.usable()).isFalse();
  }

  void state(String id, ServerState state) {
    configs = configs.stream().map(each -> each.id().equals(id) ? each.with(state) : each).toList();
  }

  static Steering steering(double bound, int ramp, Pin... pins) {
    return new Steering(bound, ramp, false, List.of(pins));
  }

  void hold(String key, int requests) throws IOException {
    int before = servers.held();
    for (int i = 0; i < requests; i++) {
      Socket socket = rig.connect();
      holding.add(socket);
      FakeServer.write(socket.getOutputStream(), get("/hold", key));
    }
    await().atMost(Duration.ofSeconds(10)).until(() -> servers.held() == before + requests);
  }

  ClusterRoute cluster() {
    return rig.active.current().clusters().getFirst();
  }

  int countedOnServers() {
    return IntStream.range(0, cluster().size()).map(cluster()::inFlight).sum();
  }
}
