package io.ringway.control.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.ringway.control.storage.UniqueConstraint;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/**
 * The schema after the pool has closed the connections that created it, half an hour after a first
 * start: nothing of the schema may depend on them.
 */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      "ringway.replicas.runtime=none",
      "ringway.public-url=http://localhost:0",
      "server.address=127.0.0.1"
    })
@DirtiesContext
@ExtendWith(OutputCaptureExtension.class)
class RetiredConnectionsIT extends Browsing {

  @TempDir static Path fresh;

  @Autowired HikariDataSource pool;
  @Autowired JdbcClient jdbc;
  @Autowired UserStore userStore;

  @DynamicPropertySource
  static void own(DynamicPropertyRegistry properties) {
    properties.add("ringway.data", fresh::toString);
  }

  @Test
  void people_tokens_and_clusters_can_be_made_after_the_first_connections_are_gone(
      CapturedOutput output) throws IOException {
    retireConnections();

    var link = URI.create(Files.readString(fresh.resolve("setup-url")).strip());
    var browser = browser();
    var path = link.getRawPath() + "?" + link.getRawQuery();
    var csrf = csrf(send(browser, request(path).GET()).body());
    var done =
        send(
            browser,
            form(
                "/setup",
                Map.of(
                    "token", link.getQuery().substring("token=".length()),
                    "name", "ada",
                    "password", "a long password",
                    "repeated", "a long password",
                    "_csrf", csrf)));
    assertThat(header(done, "Location")).endsWith("/");
    assertThat(post("/api/v1/users", "{\"name\":\"grace\",\"role\":\"VIEWER\"}").statusCode())
        .isEqualTo(201);
    assertThat(post("/api/v1/tokens", "{\"name\":\"ci\",\"role\":\"VIEWER\"}").statusCode())
        .isEqualTo(201);
    assertThat(post("/api/v1/balancers/tokens", "{\"name\":\"two\"}").statusCode()).isEqualTo(201);
    assertThat(
            post("/api/v1/clusters", "{\"name\":\"shop\",\"listen\":{\"pathPrefix\":\"/shop\"}}")
                .statusCode())
        .isEqualTo(201);
    assertThat(send(browser(), as(Role.ADMIN, "/api/v1/users/grace").DELETE()).statusCode())
        .isEqualTo(204);

    defectsAreNotTheCallersFault(output);
    aNameThatIsTakenIsKnown();
  }

  /** Checks the environment of CI, where connections live 30 s; see CONTRIBUTING.md. */
  @Test
  void the_environment_says_how_long_a_connection_lives() {
    var life = System.getenv("SPRING_DATASOURCE_HIKARI_MAXLIFETIME");
    if (!"true".equals(System.getenv("RINGWAY_REQUIRE_ALL"))) {
      assumeThat(life).as("set in .ci/run").isNotNull();
    }
    assertThat(life).isEqualTo("30000");
    assertThat(pool.getMaxLifetime()).isEqualTo(30_000);
    assertThat(pool.getKeepaliveTime()).isZero();
  }

  /** Checks that no expression is evaluated by the session that created it. */
  @Test
  void the_schema_has_no_check_and_no_computed_column() {
    assertThat(count("information_schema.check_constraints")).isZero();
    assertThat(count("information_schema.domains where domain_schema = current_schema")).isZero();
    assertThat(count("information_schema.triggers")).isZero();
    assertThat(
            count(
                "information_schema.columns where table_schema = current_schema"
                    + " and is_generated <> 'NEVER'"))
        .isZero();
  }

  private void defectsAreNotTheCallersFault(CapturedOutput output) {
    jdbc.sql("alter table api_tokens add constraint not_known check (name <> 'odd one')").update();
    try {
      var refused = post("/api/v1/tokens", "{\"name\":\"odd one\",\"role\":\"VIEWER\"}");
      assertThat(refused.statusCode()).isEqualTo(500);
      assertThat(refused.body()).contains("Internal error").doesNotContain("NOT_KNOWN");
      assertThat(output.getAll())
          .contains("ERROR", "POST /api/v1/tokens", "NOT_KNOWN", "DataIntegrityViolationException");
    } finally {
      jdbc.sql("alter table api_tokens drop constraint not_known").update();
    }
  }

  private void aNameThatIsTakenIsKnown() {
    try {
      userStore.create("ada", null, Role.VIEWER);
    } catch (DuplicateKeyException e) {
      assertThat(UniqueConstraint.violated(e)).contains(UniqueConstraint.PERSON);
      return;
    }
    throw new AssertionError("two accounts of one name");
  }

  private void retireConnections() {
    Set<String> before = sessions();
    pool.getHikariPoolMXBean().softEvictConnections();
    await().untilAsserted(() -> assertThat(sessions()).doesNotContainAnyElementsOf(before));
  }

  private Set<String> sessions() {
    return jdbc.sql("select session_id || ' ' || session_start from information_schema.sessions")
        .query(String.class)
        .set();
  }

  private int count(String from) {
    return jdbc.sql("select count(*) from " + from).query(Integer.class).single();
  }

  private HttpResponse<String> post(String path, String body) {
    return send(
        browser(),
        as(Role.ADMIN, path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body)));
  }
}
