package io.ringway.control.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.control.ControlPlane;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Two nodes over one database that leave each other's tokens alone. */
class TwoNodesIT {

  @TempDir Path folder;

  @Test
  void each_node_has_tokens_of_its_own_and_a_restart_makes_no_more() throws Exception {
    try (var one = start("one")) {
      var ofOne = read("one", "api.token");
      var balancerOfOne = read("one", "balancer.token");
      try (var two = start("two")) {
        assertThat(status(one, ofOne)).isEqualTo(200);
        assertThat(status(one, read("two", "api.token"))).isEqualTo(200);
        assertThat(status(two, ofOne)).isEqualTo(200);
        assertThat(read("one", "api.token")).isEqualTo(ofOne);
        assertThat(read("one", "balancer.token")).isEqualTo(balancerOfOne);
        assertThat(live(one, "enrolment_token")).isEqualTo(2);
      }

      // A restarted node creates nothing new. A node that has lost its files replaces its old
      // token.
      start("two").close();
      assertThat(live(one, "api_tokens")).isEqualTo(2);
      assertThat(live(one, "enrolment_token")).isEqualTo(2);
      var lost = read("two", "api.token");
      Files.delete(folder.resolve("two/api.token"));
      Files.delete(folder.resolve("two/balancer.token"));
      start("two").close();
      assertThat(status(one, lost)).isEqualTo(401);
      assertThat(status(one, ofOne)).isEqualTo(200);
      assertThat(live(one, "api_tokens")).isEqualTo(2);
      assertThat(live(one, "enrolment_token")).isEqualTo(2);

      // The names tell which node each token belongs to.
      assertThat(
              one.getBean(ApiTokens.class).all().stream()
                  .filter(token -> token.revokedAt() == null)
                  .map(ApiToken::name))
          .containsExactlyInAnyOrder(
              "local " + read("one", "node"), "local " + read("two", "node"));
    }
  }

  private ConfigurableApplicationContext start(String node) {
    return new SpringApplicationBuilder(ControlPlane.class)
        .run(
            "--server.port=0",
            "--server.address=127.0.0.1",
            "--ringway.data=" + folder.resolve(node),
            "--ringway.sample.enabled=false",
            "--ringway.replicas.runtime=none",
            "--ringway.admin.password=" + Browsing.PASSWORD,
            "--spring.datasource.url=jdbc:h2:mem:two-nodes;DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=10000");
  }

  private String read(String node, String file) throws IOException {
    return Files.readString(folder.resolve(node).resolve(file)).strip();
  }

  private static int live(ConfigurableApplicationContext node, String table) {
    return node.getBean(JdbcClient.class)
        .sql("select count(*) from " + table + " where revoked_at is null")
        .query(Integer.class)
        .single();
  }

  private static String address(ConfigurableApplicationContext node) {
    return "http://127.0.0.1:" + node.getEnvironment().getProperty("local.server.port");
  }

  private static int status(ConfigurableApplicationContext node, String token)
      throws IOException, InterruptedException {
    try (var http = HttpClient.newHttpClient()) {
      return http.send(
              HttpRequest.newBuilder(URI.create(address(node) + "/api/v1/clusters"))
                  .header("Authorization", "Bearer " + token)
                  .build(),
              BodyHandlers.discarding())
          .statusCode();
    }
  }
}
