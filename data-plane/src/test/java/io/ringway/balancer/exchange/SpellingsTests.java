package io.ringway.balancer.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.balancer.routing.TableExplainer;
import io.ringway.protocol.ClusterConfig;
import io.ringway.protocol.ClusterSettings;
import io.ringway.protocol.ExplainQuery;
import io.ringway.protocol.Listen;
import io.ringway.protocol.ServerConfig;
import io.ringway.protocol.ServerState;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The cluster of a request, however its host and path are spelt; the server gets them as sent. */
class SpellingsTests {

  private static ClusterConfig cluster(String name, FakeServer server, Listen listen) {
    return new ClusterConfig(
        name,
        name,
        ClusterSettings.DEFAULT.with(it -> it.listen = listen),
        List.of(new ServerConfig(name, name, "127.0.0.1", server.port(), 1, ServerState.READY)));
  }

  @ParameterizedTest
  @CsvSource({
    "/admin, a, admin",
    "/%61dmin, a, admin",
    "//admin, a, admin",
    "/x/../admin, a, admin",
    "/x/%2e./admin?q=//, a, admin",
    "/%2561dmin, a, rest",
    "/admin/../x, a, rest",
    "/administrator, a, rest",
    "/, shop.example, shop",
    "/, SHOP.example., shop",
    "/, shop.example.:81, shop",
    "/, sh%6Fp.example, shop",
    "//admin, shop.example., shop",
    "/, shop.example.., rest"
  })
  void belongsToItsCluster(String target, String host, String expected) throws IOException {
    String ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    try (Rig rig = new Rig();
        FakeServer admin = FakeServer.answering(ok);
        FakeServer shop = FakeServer.answering(ok);
        FakeServer rest = FakeServer.answering(ok)) {
      rig.put(
          List.of(
              cluster("rest", rest, Listen.DEFAULT),
              cluster("admin", admin, new Listen(0, List.of(), "/admin")),
              cluster("shop", shop, new Listen(0, List.of("Sh%6Fp.Example."), "/"))));
      assertThat(
              rig.exchange(
                  "GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n"
                      .formatted(target, host)))
          .contains("Ringway-Server: " + expected + "\r\n");
      FakeServer served =
          switch (expected) {
            case "admin" -> admin;
            case "shop" -> shop;
            default -> rest;
          };
      assertThat(served.heads.getFirst())
          .startsWith("GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\n");
      assertThat(
              new TableExplainer(rig.active)
                  .explain(new ExplainQuery.Request(0, "GET", host, target, List.of(), "127.0.0.1"))
                  .cluster())
          .isEqualTo(expected);
    }
  }
}
