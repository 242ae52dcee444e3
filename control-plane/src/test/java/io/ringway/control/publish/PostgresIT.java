package io.ringway.control.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringway.control.access.Actor;
import io.ringway.control.cluster.Change;
import io.ringway.control.cluster.Clusters;
import io.ringway.control.cluster.NewServer;
import io.ringway.control.cluster.ReplicaPlan;
import io.ringway.control.storage.UniqueConstraint;
import io.ringway.protocol.ClusterSettings;
import io.ringway.protocol.ServerState;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/**
 * The migrations and the store on a real PostgreSQL, with a second node over the same database.
 * PostgreSQL refuses to run as root: there it runs in a user namespace, and without user namespaces
 * the test is skipped, unless all tests are required.
 */
@SpringBootTest(
    properties = {
      "ringway.data=target/postgres-test",
      "ringway.sample.enabled=false",
      "ringway.replicas.runtime=none"
    })
class PostgresIT {

  private static final Actor AUTHOR = Actor.system("test");

  private static EmbeddedPostgres postgres;

  @Autowired Clusters clusters;
  @Autowired Revisions revisions;
  @Autowired Snapshots snapshots;
  @Autowired JdbcClient jdbc;

  @BeforeAll
  static void start() throws IOException {
    try {
      postgres = EmbeddedPostgres.builder().start();
    } catch (IOException | IllegalStateException e) {
      if ("true".equals(System.getenv("RINGWAY_REQUIRE_ALL"))) {
        throw e;
      }
      Assumptions.abort("PostgreSQL cannot run here: " + e.getMessage());
    }
  }

  @AfterAll
  static void stop() throws IOException {
    if (postgres != null) {
      postgres.close();
    }
  }

  @DynamicPropertySource
  static void database(DynamicPropertyRegistry properties) {
    properties.add("spring.datasource.url", () -> postgres.getJdbcUrl("postgres", "postgres"));
    properties.add("spring.datasource.username", () -> "postgres");
  }

  @Test
  void changesUnderSeveralWritersAreKeptWithoutGapsAndSeenByAnotherNode() throws Exception {
    assertThat(jdbc.sql("select version()").query(String.class).single()).contains("PostgreSQL 18");
    Snapshots otherNode = new Snapshots(revisions, _ -> {});
    assertThat(otherNode.current().config().clusters()).isEmpty();
    long start =
        clusters
            .apply(
                new Change.CreateCluster(
                    "pg",
                    ClusterSettings.DEFAULT,
                    List.of(new NewServer("a", "10.0.0.1", 80)),
                    ReplicaPlan.NONE),
                AUTHOR,
                null)
            .revision();
    List<Future<?>> writers = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      for (int thread = 1; thread <= 4; thread++) {
        int port = 1_000 * thread;
        writers.add(
            threads.submit(() -> {
              for (int i = 0; i < 10; i++) {
                clusters.apply(
                    new Change.AddServers(
                        "pg", List.of(new NewServer("s" + (port + i), "10.0.0.2", port + i))),
                    AUTHOR,
                    null);
              }
            }));
      }
    }
    for (Future<?> writer : writers) {
      writer.get();
    }
    assertThat(revisions.head(Revisions.DEFAULT_WORKSPACE).revision()).isEqualTo(start + 40);
    assertThat(revisions.count(Revisions.DEFAULT_WORKSPACE, "pg")).isEqualTo(41);
    assertThat(clusters.details("pg").config().servers()).hasSize(41);

    otherNode.poll();
    assertThat(otherNode.current().config()).isEqualTo(snapshots.current().config());
    assertThat(otherNode.current().digest()).isEqualTo(snapshots.current().digest());

    clusters.apply(
        new Change.UpdateServer("pg", "a", null, null, null, 2.5, ServerState.DRAINING, null),
        AUTHOR,
        null);
    clusters.rollback(start, AUTHOR, null);
    assertThat(clusters.details("pg").config().servers())
        .singleElement()
        .satisfies(server -> assertThat(server.weight()).isEqualTo(1));
  }

  @Test
  void aRestoreThatRaisedTheEpochIsPublishedThoughTheRevisionIsTheSame() {
    Snapshots otherNode = new Snapshots(revisions, _ -> {});
    long epoch = otherNode.current().config().epoch();
    jdbc.sql("update head set epoch = epoch + 1 where workspace = 'default'").update();
    otherNode.poll();
    assertThat(otherNode.current().config().epoch()).isEqualTo(epoch + 1);
  }

  @Test
  void constraintsWithMadeUpNamesAreFoundAndThoseThatAreMeantStay() {
    assertThat(
            jdbc.sql("select conname from pg_constraint where contype = 'c'")
                .query(String.class)
                .list())
        .as("checks of ours")
        .noneMatch(name -> name.startsWith("memberships") || name.startsWith("api_tokens"));
    assertThat(
            jdbc.sql(
                    "select is_nullable from information_schema.columns where column_name = 'role'"
                        + " and table_name in ('memberships', 'api_tokens')")
                .query(String.class)
                .list())
        .containsExactly("NO", "NO");
    insertUser("one");
    assertThatThrownBy(() -> insertUser("one"))
        .satisfies(taken ->
            assertThat(UniqueConstraint.violated(taken)).contains(UniqueConstraint.PERSON));
    assertThatThrownBy(() -> jdbc.sql("insert into memberships values (null, null, null)").update())
        .satisfies(defect -> assertThat(UniqueConstraint.violated(defect)).isEmpty());
  }

  private void insertUser(String name) {
    jdbc.sql("insert into users (id, name, created_at) values (gen_random_uuid(), ?, now())")
        .params(name)
        .update();
  }
}
