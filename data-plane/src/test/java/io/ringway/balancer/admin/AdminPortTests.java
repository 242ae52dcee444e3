package io.ringway.balancer.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.netty.channel.EventLoopGroup;
import io.ringway.balancer.control.Applier;
import io.ringway.balancer.control.ControlLink;
import io.ringway.balancer.control.LinkSettings;
import io.ringway.balancer.control.Routes;
import io.ringway.balancer.control.SnapshotStore;
import io.ringway.balancer.health.HealthTable;
import io.ringway.balancer.proxy.Transport;
import io.ringway.balancer.routing.ActiveTable;
import io.ringway.balancer.routing.Explain;
import io.ringway.balancer.routing.RoutingTable;
import io.ringway.balancer.telemetry.Exposition;
import io.ringway.balancer.telemetry.Merger;
import io.ringway.balancer.telemetry.ProcessMetrics;
import io.ringway.balancer.telemetry.Telemetry;
import io.ringway.balancer.tls.Certificates;
import io.ringway.balancer.tls.MadeCertificate;
import io.ringway.balancer.tls.ServerTrust;
import io.ringway.balancer.upstream.Upstreams;
import io.ringway.protocol.ClusterConfig;
import io.ringway.protocol.ClusterSettings;
import io.ringway.protocol.ConfigSnapshot;
import io.ringway.protocol.KeyFallback;
import io.ringway.protocol.KeyRule;
import io.ringway.protocol.Listen;
import io.ringway.protocol.ServerConfig;
import io.ringway.protocol.ServerState;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

class AdminPortTests {

  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-01-02T03:04:05Z"));

  @TempDir static Path made;
  @TempDir Path folder;

  private static MadeCertificate first;

  private final AtomicInteger reopened = new AtomicInteger();

  private final Transport beside = Transport.beside();
  private final EventLoopGroup group = beside.group();
  private final HttpClient client = HttpClient.newHttpClient();
  private final ActiveTable active = new ActiveTable(CLOCK);
  private SnapshotStore store;
  private Applier applier;
  private ControlLink link;
  private Merger merger;
  private AdminPages pages;
  private AdminPort port;

  private static final class OneRoute implements Routes {
    private ConfigSnapshot current = new ConfigSnapshot(0, 0, "default", 0, List.of());

    @Override
    public ConfigSnapshot snapshot() {
      return current;
    }

    @Override
    public String digest() {
      return current.revision() == 0 ? "" : "d" + current.revision();
    }

    @Override
    public String apply(ConfigSnapshot snapshot) {
      current = snapshot;
      return digest();
    }
  }

  @BeforeAll
  static void make() {
    first = MadeCertificate.of(made, "EC", 9, "first.example");
  }

  @BeforeEach
  void start() throws IOException {
    OneRoute routes = new OneRoute();
    store = new SnapshotStore(folder, CLOCK);
    applier = new Applier(routes, store, CLOCK);
    link =
        new ControlLink(
            new LinkSettings(URI.create("http://127.0.0.1:1"), () -> "token"),
            applier,
            new Explain(active)::answer,
            group.next(),
            beside.connecting(),
            new Random(1),
            CLOCK);
    merger = new Merger(new Telemetry(), new HealthTable(), routes::snapshot, link, CLOCK);
    Path file = folder.resolve("shop.pem");
    Files.writeString(file, first.pem());
    Certificates certificates = Certificates.open(file, CLOCK);
    TlsPage tlsPage = new TlsPage(certificates, ServerTrust.ofJava(CLOCK));
    pages =
        new AdminPages(
            applier,
            link,
            store,
            List.of(merger::measure, tlsPage::measure, ProcessMetrics::measure),
            new LogPages(reopened::incrementAndGet),
            new Explain(active)::answer,
            "nio",
            CLOCK,
            tlsPage);
    port =
        AdminPort.open(
            beside.listening(), new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), pages);
  }

  @AfterEach
  void stop() {
    client.close();
    merger.close();
    link.close();
    port.close();
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  private HttpResponse<String> get(String pathAndQuery) throws Exception {
    return send("GET", pathAndQuery);
  }

  private HttpResponse<String> send(String method, String pathAndQuery) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port.port() + pathAndQuery))
            .method(method, BodyPublishers.noBody())
            .build(),
        BodyHandlers.ofString());
  }

  private void loadRevisionSeven() {
    store.save(new ConfigSnapshot(3, 7, "default", 0, List.of()));
    applier.startFromDisk();
  }

  @Test
  void itIsLiveAtOnceAndReadyWithATable() throws Exception {
    assertThat(get("/live").statusCode()).isEqualTo(200);
    HttpResponse<String> early = get("/ready");
    assertThat(early.statusCode()).isEqualTo(503);
    assertThat(early.body()).contains("No snapshot yet");
    loadRevisionSeven();
    assertThat(get("/ready").statusCode()).isEqualTo(200);
  }

  @Test
  void theSnapshotPageSaysWhatServesAndHowOldItIs() throws Exception {
    loadRevisionSeven();
    HttpResponse<String> page = get("/snapshot");
    assertThat(page.headers().firstValue("Content-Type")).hasValue("application/json");
    assertThat(page.body())
        .isEqualTo(
            "{\"epoch\":3,\"revision\":7,\"digest\":\"d7\",\"source\":\"disk\",\"ageSeconds\":0,"
                + "\"connected\":false,\"staleSince\":\"2026-01-02T03:04:05Z\","
                + "\"savedOnDisk\":true}");
  }

  @Test
  void theMetricsAreInPrometheusForm() throws Exception {
    loadRevisionSeven();
    HttpResponse<String> page = get("/metrics");
    assertThat(page.headers().firstValue("Content-Type"))
        .hasValue("text/plain; version=0.0.4; charset=utf-8");
    assertThat(page.body())
        .contains("ringway_snapshot_revision 7\n", "ringway_control_connected 0\n")
        .contains("ringway_event_loop_info{transport=\"nio\"} 1\n");
    Exposition.of(page.body());
  }

  @Test
  void theLevelsOfTheLogAreToldAndChanged() throws Exception {
    String name = "io.ringway.balancer.admin";
    assertThat(get("/log/level").body()).contains("\"ROOT\":\"");
    String before = get("/log/level?logger=" + name).body();
    HttpResponse<String> set = send("PUT", "/log/level?logger=" + name + "&level=trace");
    assertThat(set.statusCode()).isEqualTo(200);
    assertThat(set.body()).isEqualTo("{\"" + name + "\":\"TRACE\"}");
    assertThat(LoggerFactory.getLogger(name).isTraceEnabled()).isTrue();
    assertThat(get("/log/level").body()).contains("\"" + name + "\":\"TRACE\"");
    assertThat(send("PUT", "/log/level?logger=" + name + "&level=inherit").body())
        .isEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource({
    "'', 404, There is no such logger",
    "?logger=com.example.none&level=INFO, 404, There is no such logger",
    "?logger=ROOT, 400, That is no level",
    "?logger=ROOT&level=, 400, That is no level",
    "?logger=ROOT&level=LOUD, 400, That is no level",
    "?logger=ROOT&level=INFO&level=WARN, 400, That is no level",
    "?logger=ROOT&level=inherit, 400, That is no level",
  })
  void aBadLevelIsAnsweredWithWhatToSend(String query, int status, String words) throws Exception {
    HttpResponse<String> answer = send("PUT", "/log/level" + query);
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.body()).contains(words, "Use /log/level?logger=NAME&level=LEVEL");
  }

  @Test
  void theAccessLogIsOpenedAnew() throws Exception {
    assertThat(send("POST", "/log/reopen").statusCode()).isEqualTo(200);
    assertThat(reopened).hasValue(1);
    assertThat(new LogPages(null).reopen().status()).isEqualTo(409);
  }

  @Test
  void aWebPageCannotChangeAnything() throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port.port())) {
      socket
          .getOutputStream()
          .write(
              "POST /log/reopen HTTP/1.1\r\nHost: t\r\nOrigin: http://evil\r\nConnection: close\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .startsWith("HTTP/1.1 403 ");
    }
    assertThat(reopened).hasValue(0);
  }

  /** On Linux a machine has its own addresses beside those of loopback. */
  @Test
  void anotherHostCannotChangeAnything() throws Exception {
    Optional<InetAddress> own =
        NetworkInterface.networkInterfaces()
            .flatMap(NetworkInterface::inetAddresses)
            .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
            .findFirst();
    assumeThat(own).isPresent();
    try (AdminPort wide =
            AdminPort.open(beside.listening(), new InetSocketAddress("0.0.0.0", 0), pages);
        HttpClient outside = HttpClient.newHttpClient()) {
      HttpRequest put =
          HttpRequest.newBuilder(
                  URI.create(
                      "http://%s:%d/log/level?logger=ROOT&level=TRACE"
                          .formatted(own.orElseThrow().getHostAddress(), wide.port())))
              .PUT(BodyPublishers.noBody())
              .build();
      assertThat(outside.send(put, BodyHandlers.ofString()).statusCode()).isEqualTo(403);
    }
  }

  private void route() {
    ClusterConfig cluster =
        new ClusterConfig(
            "c1",
            "shop",
            ClusterSettings.DEFAULT.with(it -> {
              it.listen = new Listen(0, List.of("shop.example"), "/");
              it.keyRules = List.of(new KeyRule.Header("X-Key"));
              it.keyFallback = KeyFallback.CLIENT_ADDRESS;
            }),
            List.of(
                new ServerConfig("s1", "one", "127.0.0.1", 9, 1, ServerState.READY),
                new ServerConfig("s2", "two", "127.0.0.2", 9, 1, ServerState.DRAINING)));
    active.swap(
        RoutingTable.build(
            new ConfigSnapshot(1, 7, "default", 0, List.of(cluster)),
            null,
            new Upstreams(1),
            new HealthTable()));
  }

  @Test
  void aKeyIsExplained() throws Exception {
    route();
    HttpResponse<String> answer = get("/explain?cluster=shop&key=a%20b");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body())
        .contains("\"cluster\":\"shop\"", "\"revision\":7", "\"rule\":\"given\"")
        .contains("\"key\":\"a b\"", "\"takers\":[\"s1\"]", "\"verdict\":\"DRAINING\"");
  }

  @Test
  void aRequestIsExplained() throws Exception {
    route();
    String asked = "/explain?host=shop.example:80&target=/cart%3Fid=7";
    assertThat(get(asked + "&header=x-key:%20a%20b&header=Accept:*").body())
        .contains("\"rule\":\"header X-Key\"", "\"key\":\"a b\"");
    assertThat(get(asked + "&client=10.1.2.3&method=POST").body())
        .contains("\"rule\":\"fallback client-address\"", "\"key\":\"10.1.2.3\"");
    HttpResponse<String> elsewhere = get("/explain?host=other&target=/");
    assertThat(elsewhere.statusCode()).isEqualTo(404);
    assertThat(elsewhere.body()).contains("No cluster serves");
  }

  @ParameterizedTest
  @CsvSource({
    "'', Ask for a key",
    "?cluster=shop, Ask for a key",
    "?cluster=shop&cluster=x&key=a, Give cluster once",
    "?cluster=&key=a, The cluster has 1 to 63",
    "?target=cart, Give the path",
    "?target=/&port=x, is no port",
    "?target=/&header=X-Key, is no header",
    "?target=/&header=X%20Key:a, cannot be the name of a header",
    "?target=/&method=G%20T, cannot be the method",
  })
  void aBadQuestionIsAnsweredWithWhatToAsk(String query, String words) throws Exception {
    HttpResponse<String> answer = get("/explain" + query);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains(words);
  }

  @Test
  void anUnknownClusterIsNotFound() throws Exception {
    HttpResponse<String> unknown = get("/explain?cluster=none&key=a");
    assertThat(unknown.statusCode()).isEqualTo(404);
    assertThat(unknown.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(unknown.body()).contains("There is no cluster 'none'.");
  }

  @Test
  void aQueryThatCannotBeDecodedIsABadRequest() throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port.port())) {
      socket
          .getOutputStream()
          .write(
              "GET /explain?cluster=%zz&key=a HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .startsWith("HTTP/1.1 400 ")
          .contains("The query cannot be read");
    }
  }

  @Test
  void otherPathsAndMethodsAreRefusedWithWords() throws Exception {
    assertThat(get("/").statusCode()).isEqualTo(404);
    assertThat(get("/").body()).contains("/metrics");
    assertThat(send("POST", "/ready").statusCode()).isEqualTo(405);
    HttpResponse<String> head = send("HEAD", "/live");
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
  }

  @Test
  void certificatesAreShownAndReadAgainAtOnce() throws Exception {
    Path file = folder.resolve("shop.pem");
    MadeCertificate next = MadeCertificate.of(folder, "EC", 9, "shop.example");
    Files.writeString(file, next.pem());
    HttpResponse<String> reloaded = send("POST", "/tls/reload");
    assertThat(reloaded.statusCode()).isEqualTo(200);
    assertThat(reloaded.body()).contains("\"serial\":\"" + next.serial() + "\"");
    assertThat(get("/tls").body()).contains("\"authorities\":{", "\"from\":\"Java\"");
    long end = next.certificate().getNotAfter().toInstant().getEpochSecond();
    assertThat(get("/metrics").body())
        .contains("ringway_certificate_expiry_timestamp_seconds{name=\"shop.example\"} " + end)
        .contains("ringway_certificate_expiry_timestamp_seconds{name=\"\"} " + end);
    Files.writeString(file, "none");
    HttpResponse<String> broken = send("POST", "/tls/reload");
    assertThat(broken.statusCode()).isEqualTo(409);
    assertThat(broken.body()).contains("it holds no certificate", "from before stay in force");
    assertThat(get("/tls").body()).isEqualTo(reloaded.body()).contains("[\"shop.example\"]");
    assertThat(send("GET", "/tls/reload").statusCode()).isEqualTo(404);
  }

  @Test
  void aTakenPortIsAnError() {
    assertThatThrownBy(() ->
            AdminPort.open(
                beside.listening(),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port.port()),
                pages))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("in use");
  }
}
