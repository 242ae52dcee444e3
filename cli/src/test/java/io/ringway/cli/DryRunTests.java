package io.ringway.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The requests of a dry run; MigrationIT runs one against a real control plane. */
class DryRunTests {

  private static final String SAMPLE =
      """
      {"items": [{"name": "sample", "listen": {"port": 0, "hosts": [], "pathPrefix": "/"}},
        {"name": "x", "listen": {"port": 49151, "hosts": [], "pathPrefix": "/"}}],
       "page": 0, "size": 500, "total": 2}
      """;

  private final List<String> bodies = new ArrayList<>();
  private final StringWriter said = new StringWriter();
  private HttpServer server;

  @BeforeEach
  void start() throws Exception {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
          boolean list = exchange.getRequestMethod().equals("GET");
          if (!list) {
            bodies.add(body);
          }
          byte[] response = (list ? SAMPLE : "{\"sentence\": \"created\"}").getBytes(UTF_8);
          exchange.sendResponseHeaders(200, response.length);
          try (exchange) {
            exchange.getResponseBody().write(response);
          }
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private int run(String... args) throws Exception {
    List<String> all =
        new ArrayList<>(
            List.of("import", ConfigSourceTests.resource("nginx.conf").toString(), "--upstream"));
    all.addAll(List.of("equal", "--token", "x"));
    all.addAll(List.of("--url", "http://localhost:" + server.getAddress().getPort()));
    all.addAll(List.of(args));
    PrintWriter writer = new PrintWriter(said);
    return RingwayCli.commands(writer, writer).execute(all.toArray(String[]::new));
  }

  @Test
  void aHostThatNoRequestHasIsNotSent() throws Exception {
    assertThat(run("--dry-run", "--host", "x:8080")).isNotZero();
    assertThat(said.toString())
        .contains("Would not be done: No request can have 'x:8080'", "Write 'x'");
    assertThat(bodies).isEmpty();
  }

  @Test
  void theMainPortOfAnotherClusterFailsNoDryRun() throws Exception {
    assertThat(run("--dry-run")).isZero();
    assertThat(said.toString())
        .contains("the requests of the main port go to cluster 'sample'")
        .contains("Would be done: created");
    assertThat(bodies.getFirst()).contains("\"port\":49150");
  }

  @Test
  void whatTheUserAsksForIsAsked() throws Exception {
    assertThat(run("--dry-run", "--path", "/app")).isZero();
    assertThat(run()).isZero();
    assertThat(bodies.getFirst()).contains("\"pathPrefix\":\"/app\"");
    assertThat(bodies.getLast()).contains("\"port\":0");
    assertThat(said.toString()).doesNotContain("sample");
  }

  @Test
  void wrongOptionsAreOneSentence() throws Exception {
    assertThat(run("--path", "app")).isEqualTo(1);
    PrintWriter writer = new PrintWriter(said);
    String file = ConfigSourceTests.resource("nginx.conf").toString();
    String[] args = {"import", file, "--upstream", "equal", "--url", "nowhere", "--token", "x"};
    assertThat(RingwayCli.commands(writer, writer).execute(args)).isEqualTo(1);
    assertThat(said.toString())
        .contains("starts with '/'")
        .contains("'nowhere' is no address of a control plane")
        .doesNotContain("\tat ");
  }
}
