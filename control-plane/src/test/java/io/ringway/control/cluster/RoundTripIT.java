package io.ringway.control.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.control.access.Role;
import io.ringway.control.access.RunningControlPlane;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A response can be sent back as a request: nothing changes, and no revision is made. */
class RoundTripIT extends RunningControlPlane {

  private static final String SHOP = "/api/v1/clusters/round-trip";

  @Autowired JsonMapper json;

  @Test
  void every_resource_takes_what_it_gave() {
    assertThat(
            rest(
                    "POST",
                    "/api/v1/clusters",
                    """
                    {"name": "round-trip", "listen": {"pathPrefix": "/round-trip"},
                     "keyRules": [{"source": "header", "name": "X-Cart"}],
                     "steering": {"boundedLoad": 1.25},
                     "servers": [{"name": "a", "address": "10.0.0.1:80", "weight": 2},
                       {"name": "b", "address": "[fd12::7]:80", "hashKey": "old b"}]}
                    """)
                .statusCode())
        .isEqualTo(201);
    assertThat(rest("POST", SHOP + "/pins", "{\"key\": \"alice\", \"server\": \"a\"}").statusCode())
        .isEqualTo(200);
    assertThat(rest("POST", SHOP + "/pins", "{\"key\": \"bob\", \"spread\": 2}").statusCode())
        .isEqualTo(200);
    long before = revision();

    changesNothing("PUT", SHOP, read(SHOP));
    changesNothing("PATCH", SHOP, read(SHOP));
    for (var server : read(SHOP).get("servers")) {
      changesNothing("PATCH", SHOP + "/servers/" + server.get("id").asString(), server);
    }
    for (var pin : read(SHOP + "/pins")) {
      changesNothing("PUT", SHOP + "/pins/" + pin.get("hash").asString(), pin);
    }
    for (var user : read("/api/v1/users")) {
      var path = "/api/v1/users/" + user.get("name").asString();
      assertThat(rest("PATCH", path, user.toString()).statusCode()).isEqualTo(200);
    }
    assertThat(revision()).isEqualTo(before);
    isRefused(before);
  }

  private void isRefused(long before) {
    var body = (ObjectNode) read(SHOP);
    var other = body.deepCopy();
    other.putArray("servers");
    assertThat(rest("PUT", SHOP, other.toString()).body()).contains("changed under /servers");
    assertThat(rest("PUT", SHOP, body.deepCopy().put("id", "x").toString()).statusCode())
        .isEqualTo(400);
    assertThat(rest("PUT", SHOP, body.deepCopy().put("revision", 1).toString()).statusCode())
        .isEqualTo(412);
    var server = (ObjectNode) body.get("servers").get(0);
    var moved = server.deepCopy().put("host", "10.0.0.9").toString();
    assertThat(rest("PATCH", SHOP + "/servers/a", moved).body()).contains("here they differ");
    var renamed = server.deepCopy().put("id", "z").toString();
    assertThat(rest("PATCH", SHOP + "/servers/a", renamed).statusCode()).isEqualTo(400);
    assertThat(
            rest("PATCH", "/api/v1/users/admin", "{\"role\":\"ADMIN\",\"name\":\"x\"}")
                .statusCode())
        .isEqualTo(422);
    assertThat(revision()).isEqualTo(before);
  }

  private void changesNothing(String method, String path, JsonNode body) {
    var answer = rest(method, path, body.toString());
    assertThat(answer.statusCode()).as(method + " " + path + answer.body()).isEqualTo(200);
    assertThat(json.readTree(answer.body()).get("changed").asBoolean()).isFalse();
  }

  private JsonNode read(String path) {
    var answer = send(browser(), as(Role.ADMIN, path));
    assertThat(answer.statusCode()).isEqualTo(200);
    return json.readTree(answer.body());
  }

  private long revision() {
    return read("/api/v1/revisions").get("total").asLong();
  }

  private HttpResponse<String> rest(String method, String path, String body) {
    return send(
        browser(),
        as(Role.ADMIN, path)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body)));
  }
}
