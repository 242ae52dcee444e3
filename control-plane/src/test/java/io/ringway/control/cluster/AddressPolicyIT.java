package io.ringway.control.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ringway.control.access.Role;
import io.ringway.control.access.RunningControlPlane;
import io.ringway.protocol.Codec;
import io.ringway.protocol.Message;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The addresses that a running control plane accepts for servers, saved and previewed. */
class AddressPolicyIT extends RunningControlPlane {

  private static final String CLUSTERS = "/api/v1/clusters";

  @BeforeEach
  void aCluster() {
    int status =
        post(CLUSTERS, "{\"name\":\"guarded\",\"listen\":{\"hosts\":[\"guarded.example\"]}}")
            .statusCode();
    assertThat(status).isIn(201, 409);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "64:ff9b::a9fe:a9fe",
        "2002:a9fe:a9fe::",
        "::169.254.169.254",
        "168.63.129.16",
        "192.0.0.192"
      })
  void anAddressOfAMetadataServiceIsRefused(String host) {
    assertRefused(host, 80, "of server 'a'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1", "localhost", "64:ff9b::7f00:1"})
  void theControlPlanesOwnPortIsRefused(String host) {
    assertRefused(host, port, "a port of Ringway itself");
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "localhost"})
  void theControlPlanesOwnPortIsNoPortOfHealthChecks(String host) {
    String server = "\"servers\":[{\"name\":\"a\",\"address\":\"%s:9000\"}]".formatted(host);
    String listen = "\"listen\":{\"hosts\":[\"%s.checked.example\"]}".formatted(host);
    String own = "\"health\":{\"port\":%d}".formatted(port);
    String name = "checked-" + host.charAt(0);
    String cluster = "{\"name\":\"%s\",%s,%s".formatted(name, listen, server);
    for (String query : new String[] {"?dryRun=true", ""}) {
      // A new cluster.
      assertHealthPort(post(CLUSTERS + query, cluster + "," + own + "}"));
    }
    assertThat(post(CLUSTERS, cluster + "}").statusCode()).isEqualTo(201);
    String stack = "{\"type\":\"update-cluster\",\"settings\":{%s}}".formatted(own);
    for (String query : new String[] {"?dryRun=true", ""}) {
      // A cluster with servers; also through any change.
      assertHealthPort(sent("PATCH", CLUSTERS + "/" + name + query, "{" + own + "}"));
      assertHealthPort(post(CLUSTERS + "/" + name + ":apply" + query, stack));
    }
    assertHealthPort(post(CLUSTERS + "/" + name + ":preview", stack));
    String other = "{\"health\":{\"port\":%d}}".formatted(port - 1);
    assertThat(sent("PATCH", CLUSTERS + "/" + name, other).statusCode()).isEqualTo(200);
  }

  @Test
  void aServerThatJoinsIsJudgedByThePortOfHealthChecksThatItsClusterHas() {
    String cluster =
        "{\"name\":\"portly\",\"listen\":{\"hosts\":[\"portly.example\"]},\"health\":{\"port\":%d}}"
            .formatted(port);
    assertThat(post(CLUSTERS, cluster).statusCode()).isEqualTo(201);
    for (String query : new String[] {"?dryRun=true", ""}) {
      assertHealthPort(
          post(
              CLUSTERS + "/portly/servers" + query,
              "{\"name\":\"a\",\"address\":\"localhost:9000\"}"));
    }
    assertThat(
            post(CLUSTERS + "/portly/servers", "{\"name\":\"a\",\"address\":\"10.0.0.7:9000\"}")
                .statusCode())
        .isEqualTo(201);
    for (String query : new String[] {"?dryRun=true", ""}) {
      assertHealthPort(
          sent(
              "PATCH", CLUSTERS + "/portly/servers/a" + query, "{\"address\":\"localhost:9000\"}"));
    }
  }

  private static void assertHealthPort(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(422);
    assertThat(response.body()).contains("health.port", "of server 'a'", "Choose another");
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "localhost", "::1"})
  void theAdminPortOfABalancerIsNoServer(String host) {
    int admin = port == 5999 ? 5998 : 5999;
    assertThat(add("?dryRun=true", host, admin).statusCode()).isEqualTo(200);
    // A revision with such a server, made before the rule existed.
    String name = "back-" + UUID.randomUUID();
    HttpResponse<String> made =
        post(
            CLUSTERS,
            ("{\"name\":\"%s\",\"listen\":{\"hosts\":[\"%s.example\"]},\"servers\":"
                    + "[{\"name\":\"a\",\"host\":\"%s\",\"port\":%d}]}")
                .formatted(name, name, host, admin));
    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    String then = made.headers().firstValue("ETag").orElseThrow().replaceAll("\\D", "");
    assertThat(sent("DELETE", CLUSTERS + "/" + name + "?force=true", "").statusCode())
        .isEqualTo(200);
    String id = UUID.randomUUID().toString();
    String token =
        post("/api/v1/balancers/tokens", "{\"name\":\"%s\"}".formatted(id))
            .body()
            .replaceFirst("(?s).*\"token\":\"([^\"]*)\".*", "$1");
    try (HttpClient http = HttpClient.newHttpClient()) {
      WebSocket balancer =
          http.newWebSocketBuilder()
              .header("Authorization", "Bearer " + token)
              .subprotocols(Message.SUBPROTOCOL)
              .buildAsync(
                  URI.create("ws://127.0.0.1:" + port + Message.PATH), new WebSocket.Listener() {})
              .join();
      Message.Hello hello = new Message.Hello(1, id, "edge", "0.1", "nio", 5000, admin, 0, 0, "");
      balancer.sendText(Codec.encode(hello), true).join();
      await().until(() -> add("?dryRun=true", host, admin).statusCode() != 200);
      assertRefused(host, admin, "a port of Ringway itself");
      for (String query : new String[] {"?dryRun=true", ""}) {
        HttpResponse<String> rollback = post("/api/v1/revisions/" + then + ":rollback" + query, "");
        assertThat(rollback.statusCode()).as(rollback.body()).isEqualTo(422);
        assertThat(rollback.body()).contains("of server 'a'", "a port of Ringway itself");
      }
      assertThat(add("?dryRun=true", "10.0.0.7", admin).statusCode()).isEqualTo(200);
      // A disconnected balancer still counts; a forgotten one does not.
      balancer.abort();
      String path = "/api/v1/balancers/" + id;
      await()
          .until(() -> {
            assertRefused(host, admin, "a port of Ringway itself");
            return sent("DELETE", path, "").statusCode() == 204;
          });
      assertThat(add("?dryRun=true", host, admin).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void anotherPortOfThisMachineIsTaken() {
    assertThat(add("?dryRun=true", "localhost", port - 1).statusCode()).isEqualTo(200);
  }

  private void assertRefused(String host, int at, String says) {
    for (String query : new String[] {"", "?dryRun=true"}) {
      HttpResponse<String> response = add(query, host, at);
      assertThat(response.statusCode()).as(response.body()).isEqualTo(422);
      assertThat(response.body()).contains(says, "give the server's own address");
    }
  }

  private HttpResponse<String> add(String query, String host, int at) {
    return post(
        CLUSTERS + "/guarded/servers" + query,
        "{\"name\":\"a\",\"address\":\"%s:%d\"}"
            .formatted(host.indexOf(':') < 0 ? host : "[" + host + "]", at));
  }

  private HttpResponse<String> post(String path, String body) {
    return sent("POST", path, body);
  }

  private HttpResponse<String> sent(String method, String path, String body) {
    return send(
        browser(),
        as(Role.ADMIN, path)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body)));
  }
}
