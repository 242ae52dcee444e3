package io.ringway.balancer.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringway.balancer.forwarding.DebugToken;
import io.ringway.balancer.forwarding.TrustedProxies;
import io.ringway.balancer.health.ServerHealth;
import io.ringway.balancer.http.Limits;
import io.ringway.balancer.routing.TableExplainer;
import io.ringway.balancer.transport.Transport;
import io.ringway.protocol.ExplainQuery;
import io.ringway.protocol.Explanation;
import io.ringway.protocol.Pin;
import io.ringway.protocol.ServerConfig;
import io.ringway.protocol.Steering;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("StringConcatToTextBlock") // a text block ends its lines with LF, HTTP with CR LF
class DebugAnswersTests {

  private static final String TOKEN = "0123456789abcdef";

  private final Rig rig =
      new Rig(
          Transport.Kind.AUTO,
          new HttpRules(
              Limits.DEFAULT, ClientTimeouts.DEFAULT, TrustedProxies.NOBODY, DebugToken.of(TOKEN)));
  private NamedServers servers;

  @BeforeEach
  void start() throws IOException {
    servers = new NamedServers(3);
  }

  @AfterEach
  void stop() {
    rig.close();
    servers.close();
  }

  private static String get(String path, String key, String token) {
    return "GET "
        + path
        + " HTTP/1.1\r\nHost: h\r\nX-Key: "
        + key
        + "\r\nConnection: close\r\n"
        + "Ringway-Debug: "
        + token
        + "\r\n\r\n";
  }

  private String asked(String key) throws IOException {
    return rig.exchange(get("/", key, TOKEN));
  }

  private Explanation told(String key) {
    return new TableExplainer(rig.active).explain(new ExplainQuery.Key("test", key));
  }

  private void down(String id) {
    ServerHealth health = rig.health.of("c1", id);
    while (health.usable()) {
      health.failedByTraffic(null);
    }
  }

  @Test
  void aRequestWithTheTokenGetsDebugFields() throws IOException {
    rig.route(servers.configs());
    Explanation told = told("user-42");
    assertThat(asked("user-42"))
        .contains(
            "Ringway-Server: " + told.owner() + "\r\n",
            "Ringway-Revision: 1\r\n",
            "Ringway-Cluster: test\r\n",
            "Ringway-Key-Hash: 397e9d3a76af7c81\r\n",
            "Ringway-Owner: " + told.owner() + "\r\n",
            "Ringway-Why: owner\r\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0123456789abcdeg", "0123456789abcde", "0123456789abcdef0"})
  void aRequestWithAnotherTokenGetsNoDebugFields(String token) throws IOException {
    rig.route(servers.configs());
    assertThat(rig.exchange(get("/", "a", token)))
        .startsWith("HTTP/1.1 200 ")
        .doesNotContain("Ringway-Key-Hash", "Ringway-Why");
  }

  @Test
  void withoutATokenNoRequestGetsDebugFieldsAndTheServerNeverSeesIt() throws IOException {
    try (Rig plain = new Rig();
        FakeServer server =
            FakeServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")) {
      plain.route(server.port());
      assertThat(plain.exchange(get("/", "a", TOKEN))).doesNotContain("Ringway-Why");
      assertThat(plain.exchange(get("/", "a", ""))).doesNotContain("Ringway-Why");
      rig.route(server.port());
      assertThat(asked("a")).contains("Ringway-Why: owner");
      assertThat(server.heads).hasSize(3).noneMatch(head -> head.contains("Ringway-Debug"));
    }
  }

  @Test
  void theReasonIsTheRealOne() throws IOException {
    rig.steering =
        new Steering(
            0, 64_000, false, List.of(Pin.To.of("pinned", "s2"), Pin.Spread.of("spread", 2)));
    rig.route(servers.configs());
    assertThat(asked("pinned")).contains("Ringway-Why: pinned\r\n", "Ringway-Server: s2\r\n");
    assertThat(asked("spread")).contains("Ringway-Why: shared\r\n");

    String owner = told("a").owner();
    List<ServerConfig> joining =
        servers.configs().stream()
            .map(each -> each.id().equals(owner) ? each.joined(rig.now) : each)
            .toList();
    rig.route(joining);
    String key = "a";
    for (int i = 0; told(key).takers().contains(owner) || !told(key).owner().equals(owner); i++) {
      key = "a" + i;
    }
    assertThat(asked(key)).contains("Ringway-Why: owner is joining\r\n");
    down(owner);
    assertThat(asked(key)).contains("Ringway-Why: owner is draining or down\r\n");
    servers.configs().forEach(each -> down(each.id()));
    assertThat(asked(key))
        .startsWith("HTTP/1.1 503 ")
        .contains("Ringway-Why: no server takes it\r\n", "Ringway-Owner: " + owner + "\r\n");
  }

  @Test
  void aSecondTryAndAFullServerAreShown() throws IOException {
    rig.steering = new Steering(1, 0, false, List.of());
    rig.route(servers.configs());
    String owner = told("a").owner();
    try (var holding = rig.connect()) {
      FakeServer.write(holding.getOutputStream(), get("/hold", "a", TOKEN));
      org.awaitility.Awaitility.await().until(() -> servers.held() == 1);
      assertThat(asked("a")).contains("Ringway-Why: " + owner + " is at its bound\r\n");
      servers.letGo();
    }
    assertThat(rig.exchange(get("/close", "b", TOKEN)))
        .startsWith("HTTP/1.1 502 ")
        .contains("Ringway-Why: server 3 that was tried\r\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"short", "0123456789 abcdef", "0123456789abcdéf"})
  void aTokenThatCanBeGuessedOrIsNoWordIsRefused(String token) {
    assertThatThrownBy(() -> DebugToken.of(token)).hasMessageContaining("at least 16");
  }
}
