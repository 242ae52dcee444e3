package io.ringway.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clusters migrated from nginx and HAProxy: every key stays where the real program had it. */
class MigrationIT {

  private static final Duration SOON = Duration.ofSeconds(30);
  private static final int REQUESTS = 1_000;
  private static final List<String> SERVERS = List.of("a", "b", "c");

  @TempDir static Path data;
  private static RunningSystem system;
  private static final List<HttpServer> servers = new ArrayList<>();

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @BeforeAll
  static void up() throws IOException {
    TestRequirements.that(
        "Linux".equals(System.getProperty("os.name")),
        "the servers of this test have loopback addresses that only Linux has.");
    // The address is part of what nginx hashes, so the servers have the recorded ones.
    for (String name : SERVERS) {
      InetAddress address = InetAddress.ofLiteral("127.81.7." + (SERVERS.indexOf(name) + 1));
      HttpServer server = HttpServer.create(new InetSocketAddress(address, 28_101), 0);
      server.createContext(
          "/",
          exchange -> {
            exchange.sendResponseHeaders(200, 1);
            try (exchange) {
              exchange.getResponseBody().write(name.getBytes(UTF_8));
            }
          });
      server.start();
      servers.add(server);
    }
    system = new RunningSystem(data);
  }

  @AfterAll
  static void down() throws InterruptedException {
    servers.forEach(server -> server.stop(0));
    if (system != null) {
      system.close();
    }
  }

  @ParameterizedTest
  @CsvSource({"nginx.conf, nginx.csv, from-nginx", "haproxy.cfg, haproxy.csv, from-haproxy"})
  void everyKeyStays(String config, String golden, String cluster) throws Exception {
    String file =
        RunningSystem.ROOT.resolve("cli/src/test/resources/io/ringway/cli").resolve(config) + "";
    int port = freePort();
    assertThat(
            ringway(
                "import",
                file,
                "--upstream",
                "weighted",
                "--name",
                cluster,
                "--listen-port",
                port + ""))
        .contains("Done: ")
        .contains("weight 10");

    List<String[]> rows = recorded(golden);
    List<String> lines = new ArrayList<>();
    for (String[] row : rows) {
      lines.add(key(row) + "\t127.81.7." + (SERVERS.indexOf(row[2]) + 1) + ":28101");
    }
    Path keys = Files.write(data.resolve(cluster + ".keys"), lines);
    assertThat(
            ringway(
                "agree",
                "--config",
                file,
                "--upstream",
                "weighted",
                "--keys",
                keys.toString(),
                "--cluster",
                cluster))
        .contains("10,000 of 10,000 (100.00 %)");

    await("the balancer has the cluster and its servers are well")
        .atMost(SOON)
        .ignoreExceptions()
        .until(() -> get(port, "x").statusCode() == 200);
    for (String[] row : rows.subList(0, REQUESTS)) {
      assertThat(get(port, key(row)).body()).as(key(row)).isEqualTo(row[2]);
    }
  }

  @Test
  void aDryRunNeedsNoRequestsOfItsOwn() throws Exception {
    String file =
        RunningSystem.ROOT.resolve("cli/src/test/resources/io/ringway/cli/nginx.conf").toString();
    assertThat(ringway("import", file, "--upstream", "weighted", "--dry-run"))
        .contains("the requests of the main port go to cluster 'sample'")
        .contains("Would be done: ");
  }

  private static String ringway(String... args) throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of(args));
    all.addAll(List.of("--url", system.dashboard.toString(), "--data", data.toString()));
    return RunningSystem.run(all.toArray(String[]::new));
  }

  private static List<String[]> recorded(String name) throws IOException {
    Path file = RunningSystem.ROOT.resolve("ring/src/test/resources/io/ringway/ring").resolve(name);
    return Files.readAllLines(file).stream()
        .filter(line -> !line.startsWith("#"))
        .map(line -> line.split(",", -1))
        .toList();
  }

  /** Returns the recorded keys: PeerScenario in ring. */
  private static String key(String[] row) {
    int number = Integer.parseInt(row[0]);
    return number % 2 == 0 ? "user-" + number : "/img/" + number + "/a.png?v=" + number % 7;
  }

  private HttpResponse<String> get(int port, String key) throws IOException, InterruptedException {
    URI uri = URI.create("http://localhost:" + port + "/?key=" + key);
    return http.send(
        HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(20)).build(),
        BodyHandlers.ofString());
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
