package io.ringway.control.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringway.control.ControlPlane;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import org.h2.tools.RunScript;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The migrations of the database of an earlier version: its contents work, also after the session
 * that created its constraints is gone, which breaks such constraints for every other session.
 */
class OldDatabaseIT {

  /** The token "bootstrap", whose hash is in version-5.sql. */
  private static final String TOKEN = "rw_c9b688d9_3utguZuLLSiAJMBDUscTTNTSPDd1-BuiQJqBGpnCmdA";

  @TempDir Path data;

  private final JsonMapper json = new JsonMapper();
  private final HttpClient http = HttpClient.newHttpClient();
  private String address = "";

  @Test
  void everything_of_it_is_there_and_works() throws Exception {
    try (var witness = open()) {
      restore();
      keepsItsAudit(witness);
      assertThatThrownBy(() -> changeMembership(witness))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("Check constraint invalid");

      try (var plane = start()) {
        address = "http://127.0.0.1:" + plane.getEnvironment().getProperty("local.server.port");
        isComplete(plane.getBean(JdbcClient.class));
        isShown();
        works();
      }
    }
    // Starts once more, from the file.
    try (var plane = start()) {
      address = "http://127.0.0.1:" + plane.getEnvironment().getProperty("local.server.port");
      isShown();
      assertThat(names(get("/api/v1/users"))).contains("newcomer");
    }
  }

  private void isComplete(JdbcClient jdbc) {
    assertThat(count(jdbc, "users")).isEqualTo(5);
    assertThat(count(jdbc, "memberships")).isEqualTo(5);
    assertThat(count(jdbc, "api_tokens where created_by in ('admin', 'bootstrap')")).isEqualTo(6);
    assertThat(count(jdbc, "audit_events where id <= 23")).isEqualTo(23);
    assertThat(count(jdbc, "enrolment_token where name = 'site two'")).isEqualTo(2);
    assertThat(count(jdbc, "password_links")).isEqualTo(1);
    assertThat(count(jdbc, "revision")).isEqualTo(13);
    assertThat(count(jdbc, "server")).isEqualTo(9);
    assertThat(count(jdbc, "information_schema.check_constraints")).isZero();
  }

  private void isShown() throws IOException, InterruptedException {
    assertThat(names(get("/api/v1/users"))).contains("ada", "admin", "grace", "linus");
    assertThat(names(get("/api/v1/clusters").get("items")))
        .containsExactly("api", "sample", "shop");
    var shop = get("/api/v1/clusters/shop");
    assertThat(shop.at("/placement/algorithm").asString()).isEqualTo("maglev");
    assertThat(shop.at("/steering/pins/0/hash").asString()).isEqualTo("73a3ea485f2e6049");
    assertThat(shop.at("/servers/1/weight").asDouble()).isEqualTo(1.5);
    assertThat(shop.at("/servers/2/state").asString()).isEqualTo("DRAINING");
    assertThat(get("/api/v1/revisions?size=100").get("total").asInt()).isGreaterThanOrEqualTo(13);
    assertThat(names(get("/api/v1/balancers"))).containsExactly("vm");
    assertThat(names(get("/api/v1/balancers/tokens"))).contains("local balancer", "site two");
    assertThat(get("/api/v1/audit?limit=1000").toString()).contains("bootstrap", "ada as admin");
  }

  private void works() throws IOException, InterruptedException {
    assertThat(send("POST", "/api/v1/users", "{\"name\":\"newcomer\",\"role\":\"VIEWER\"}"))
        .isEqualTo(201);
    assertThat(send("PATCH", "/api/v1/users/grace", "{\"role\":\"ADMIN\"}")).isEqualTo(200);
    assertThat(send("DELETE", "/api/v1/users/invited", "")).isEqualTo(204);
    assertThat(send("POST", "/api/v1/tokens", "{\"name\":\"fresh\",\"role\":\"VIEWER\"}"))
        .isEqualTo(201);
    assertThat(send("POST", "/api/v1/balancers/tokens", "{\"name\":\"fresh\"}")).isEqualTo(201);
    assertThat(send("PATCH", "/api/v1/clusters/shop/servers/a?force=true", "{\"weight\":2}"))
        .isEqualTo(200);
    assertThat(send("POST", "/api/v1/revisions/5:rollback?force=true", "")).isEqualTo(200);
    assertThat(send("POST", "/api/v1/revisions/13:rollback?force=true", "")).isEqualTo(200);
  }

  private Connection open() throws SQLException {
    return DriverManager.getConnection(url(), "ringway", "");
  }

  private String url() {
    return "jdbc:h2:file:" + data.resolve("control-plane") + ";DB_CLOSE_ON_EXIT=FALSE";
  }

  private void restore() throws SQLException, IOException {
    try (var creator = open();
        var script =
            new InputStreamReader(
                Objects.requireNonNull(getClass().getResourceAsStream("version-5.sql")),
                StandardCharsets.US_ASCII)) {
      RunScript.execute(creator, script);
    }
  }

  /** Checks that a start deletes events that are older than 90 days. */
  private static void keepsItsAudit(Connection connection) throws SQLException {
    try (var update = connection.createStatement()) {
      update.execute("update audit_events set at = current_timestamp");
    }
  }

  private static void changeMembership(Connection connection) throws SQLException {
    try (var insert = connection.createStatement()) {
      insert.execute("update memberships set role = 'ADMIN'");
    }
  }

  private ConfigurableApplicationContext start() {
    return new SpringApplicationBuilder(ControlPlane.class)
        .run(
            "--server.port=0",
            "--server.address=127.0.0.1",
            "--ringway.data=" + data,
            "--ringway.replicas.runtime=none");
  }

  private static int count(JdbcClient jdbc, String from) {
    return jdbc.sql("select count(*) from " + from).query(Integer.class).single();
  }

  private static List<String> names(JsonNode list) {
    return list.valueStream().map(item -> item.get("name").asString()).sorted().toList();
  }

  private JsonNode get(String path) throws IOException, InterruptedException {
    var answer = exchange("GET", path, "");
    assertThat(answer.statusCode()).as(path).isEqualTo(200);
    return json.readTree(answer.body());
  }

  private int send(String method, String path, String body)
      throws IOException, InterruptedException {
    return exchange(method, path, body).statusCode();
  }

  private HttpResponse<String> exchange(String method, String path, String body)
      throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(URI.create(address + path))
            .header("Authorization", "Bearer " + TOKEN)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }
}
