package io.ringway.control.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.control.access.Role;
import io.ringway.control.access.RunningControlPlane;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which addresses a running control plane takes for servers, saved and previewed. */
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
    assertRefused(host, 80, host);
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1", "localhost", "64:ff9b::7f00:1"})
  void theControlPlanesOwnPortIsRefused(String host) {
    assertRefused(host, port, "a port of Ringway itself");
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
    return send(
        browser(),
        as(Role.ADMIN, path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body)));
  }
}
