package io.ringway.control.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.ringway.control.access.Audit;
import io.ringway.control.publish.PublishedSnapshot;
import io.ringway.control.publish.SnapshotPublished;
import io.ringway.control.publish.Snapshots;
import io.ringway.protocol.ClusterConfig;
import io.ringway.protocol.Codec;
import io.ringway.protocol.ConfigSnapshot;
import io.ringway.protocol.HealthPolicy;
import io.ringway.protocol.KeyFallback;
import io.ringway.protocol.Listen;
import io.ringway.protocol.Message;
import io.ringway.protocol.ProtocolException;
import io.ringway.protocol.RetryPolicy;
import io.ringway.protocol.ServerConfig;
import io.ringway.protocol.ServerState;
import io.ringway.protocol.Timeouts;
import io.ringway.ring.RingSpec;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** Real WebSocket clients against the endpoint of the balancers. */
@SpringBootTest(
    classes = FleetIT.App.class,
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {"spring.datasource.url=jdbc:h2:mem:fleet", "spring.jpa.hibernate.ddl-auto=none"})
class FleetIT {

  @TempDir static Path data;

  static final AtomicReference<PublishedSnapshot> CURRENT = new AtomicReference<>(snapshot(1));

  @SpringBootConfiguration
  @EnableAutoConfiguration
  @ComponentScan({
    "io.ringway.control.fleet",
    "io.ringway.control.traffic",
    "io.ringway.control.explore"
  })
  static class App {
    @Bean
    Snapshots snapshots() {
      Snapshots snapshots = mock(Snapshots.class);
      when(snapshots.current()).thenAnswer(_ -> CURRENT.get());
      return snapshots;
    }

    @Bean
    Audit audit() {
      return mock(Audit.class);
    }

    @Bean
    SecurityFilterChain open(HttpSecurity http) {
      return http.authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
          .csrf(csrf -> csrf.disable())
          .build();
    }
  }

  @DynamicPropertySource
  static void folder(DynamicPropertyRegistry properties) {
    properties.add("ringway.data", data::toString);
  }

  @Value("${local.server.port}")
  int port;

  @Autowired Fleet fleet;
  @Autowired EnrolmentTokens tokens;
  @Autowired ApplicationEventPublisher events;

  private final HttpClient http = HttpClient.newHttpClient();
  private IssuedToken token;

  @BeforeEach
  void freshToken() {
    token = tokens.issue("test");
  }

  static PublishedSnapshot snapshot(long revision) {
    ClusterConfig cluster =
        new ClusterConfig(
            "c",
            "sample",
            Listen.DEFAULT,
            new RingSpec.Points(64),
            List.of(),
            KeyFallback.RANDOM,
            HealthPolicy.DEFAULT,
            RetryPolicy.DEFAULT,
            Timeouts.DEFAULT,
            0,
            List.of(),
            List.of(
                new ServerConfig("s1", "one", "127.0.0.1", 9001, 1, ServerState.READY),
                new ServerConfig("s2", "two", "127.0.0.1", 9002, 1, ServerState.READY)));
    return PublishedSnapshot.build(
        new ConfigSnapshot(1, revision, "default", 0, List.of(cluster)), null);
  }

  private PublishedSnapshot publishNext() {
    PublishedSnapshot next = snapshot(CURRENT.get().config().revision() + 1);
    CURRENT.set(next);
    events.publishEvent(new SnapshotPublished(next));
    return next;
  }

  /** A balancer as the control plane sees it. */
  private static final class Client implements WebSocket.Listener {
    final String id = UUID.randomUUID().toString();
    final List<Message> received = new CopyOnWriteArrayList<>();
    final AtomicReference<@Nullable Integer> closed = new AtomicReference<>();
    final boolean reads;
    private final StringBuilder text = new StringBuilder();
    WebSocket socket;

    Client(boolean reads) {
      this.reads = reads;
    }

    @Override
    public void onOpen(WebSocket socket) {
      if (reads) {
        socket.request(Long.MAX_VALUE);
      }
    }

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        try {
          received.add(Codec.decode(text.toString()));
        } catch (ProtocolException e) {
          throw new AssertionError(e);
        }
        text.setLength(0);
      }
      return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
      closed.set(code);
      return null;
    }

    void send(String json) {
      socket.sendText(json, true).join();
    }

    void hello(long epoch, long revision, String digest) {
      send(
          Codec.encode(
              new Message.Hello(
                  1, id, "b-" + id, "0.1", "nio", 5000, 5001, epoch, revision, digest)));
    }

    List<Message.Publish> published() {
      return received.stream()
          .filter(Message.Publish.class::isInstance)
          .map(Message.Publish.class::cast)
          .toList();
    }
  }

  private Client connect(boolean reads) {
    Client client = new Client(reads);
    client.socket =
        http.newWebSocketBuilder()
            .header("Authorization", "Bearer " + token.token())
            .subprotocols(Message.SUBPROTOCOL)
            .buildAsync(URI.create("ws://localhost:" + port + Message.PATH), client)
            .join();
    return client;
  }

  private Client connected() {
    Client client = connect(true);
    client.hello(0, 0, "");
    await().until(() -> !client.published().isEmpty());
    return client;
  }

  private BalancerStatus status(Client client) {
    return fleet.balancers().stream()
        .filter(one -> one.id().equals(client.id))
        .findFirst()
        .orElseThrow();
  }

  private static void apply(Client client, PublishedSnapshot snapshot, String digest) {
    client.send(Codec.encode(new Message.Applied(1, snapshot.config().revision(), digest, 10)));
  }

  @Test
  void nobodyGetsInWithoutAGoodToken() {
    for (String bad :
        List.of(
            "",
            "Bearer ",
            "Bearer rwb_000000000000_x",
            "Basic x",
            "Bearer " + token.token() + "x")) {
      WebSocket.Builder builder = http.newWebSocketBuilder().subprotocols(Message.SUBPROTOCOL);
      if (!bad.isEmpty()) {
        builder.header("Authorization", bad);
      }
      assertThatThrownBy(() ->
              builder
                  .buildAsync(URI.create("ws://localhost:" + port + Message.PATH), new Client(true))
                  .join())
          .hasCauseInstanceOf(WebSocketHandshakeException.class)
          .satisfies(e ->
              assertThat(((WebSocketHandshakeException) e.getCause()).getResponse().statusCode())
                  .isEqualTo(401));
    }
  }

  @Test
  void theTokenFileLetsTheLocalBalancerIn() throws Exception {
    Path file = data.resolve("balancer.token");
    assertThat(tokens.verify(Files.readString(file).strip())).isPresent();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void aBalancerGetsTheSnapshotAndEveryChange() {
    Client client = connected();
    assertThat(client.socket.getSubprotocol()).isEqualTo(Message.SUBPROTOCOL);
    assertThat(client.published().getFirst().digest()).isEqualTo(CURRENT.get().digest());
    PublishedSnapshot next = publishNext();
    await().until(() -> client.published().getLast().snapshot().equals(next.config()));
  }

  @Test
  void agreementIsByDigest() {
    Client client = connected();
    apply(client, CURRENT.get(), "0000000000000000");
    await().until(() -> status(client).revision() == CURRENT.get().config().revision());
    assertThat(status(client).agrees()).isFalse();
    apply(client, CURRENT.get(), CURRENT.get().digest());
    await().until(() -> status(client).agrees());
    assertThat(status(client).lastAppliedMicros()).isPositive();
  }

  @Test
  void aRefusalIsShownWithItsReasons() {
    Client client = connected();
    client.send(
        Codec.encode(
            new Message.Rejected(
                1, CURRENT.get().config().revision(), List.of("port 8081 is taken"))));
    await().until(() -> !status(client).rejectedReasons().isEmpty());
    assertThat(status(client).rejectedReasons()).containsExactly("port 8081 is taken");
  }

  @Test
  void whoRunsTheSameTableAlreadyIsSentNothing() {
    Client client = connect(true);
    PublishedSnapshot now = CURRENT.get();
    client.hello(1, now.config().revision(), now.digest());
    await().until(() -> fleet.balancers().stream().anyMatch(one -> one.id().equals(client.id)));
    assertThat(status(client).agrees()).isTrue();
    // The answer to this comes after whatever the hello would have brought.
    client.send("garbage");
    await().until(() -> !client.received.isEmpty());
    assertThat(client.published()).isEmpty();
  }

  @Test
  void garbageIsAnsweredAndRepeatedGarbageEndsTheConnection() {
    Client client = connected();
    client.send("{\"type\":\"dance\"}");
    await().until(() -> client.received.getLast() instanceof Message.Complaint);
    client.send("[");
    client.send("null");
    await().until(() -> client.closed.get() != null);
    assertThat(client.closed.get()).isEqualTo(1008);
  }

  @Test
  void aFrameOverTheLimitEndsTheConnection() {
    Client client = connected();
    // The end of the sending is not waited for: the connection may be gone before it.
    CompletionStage<?> _ = client.socket.sendText(" ".repeat(Message.MAX_FRAME_BYTES + 1), true);
    await().until(() -> client.closed.get() != null);
    assertThat(client.closed.get()).isEqualTo(1009);
  }

  @Test
  void aRevokedBalancerIsCutOff() {
    Client client = connected();
    assertThat(tokens.revoke(token.id())).isTrue();
    await().until(() -> client.closed.get() != null);
    assertThat(client.closed.get()).isEqualTo(1008);
    await().until(() -> !status(client).connected());
    assertThat(fleet.forget(client.id)).isEqualTo(Fleet.Forgotten.DONE);
  }

  @Test
  void theNewerConnectionOfABalancerTakesOver() {
    Client older = connected();
    Client newer = connect(true);
    newer.send(
        Codec.encode(new Message.Hello(1, older.id, "again", "0.1", "nio", 5000, 5001, 0, 0, "")));
    await().until(() -> older.closed.get() != null);
    assertThat(status(older).name()).isEqualTo("again");
    assertThat(status(older).connected()).isTrue();
  }

  @Test
  void aBalancerThatDoesNotReadHoldsNobodyUp() {
    Client stuck = connect(false);
    stuck.hello(0, 0, "");
    await().until(() -> fleet.balancers().stream().anyMatch(one -> one.id().equals(stuck.id)));
    Client client = connected();
    PublishedSnapshot last = CURRENT.get();
    for (int i = 0; i < 500; i++) {
      last = publishNext();
    }
    ConfigSnapshot newest = last.config();
    await().until(() -> client.published().getLast().snapshot().equals(newest));
  }

  @Test
  void aChangeReachesTwoHundredBalancers() {
    List<Client> clients = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      Client client = connect(true);
      client.hello(1, CURRENT.get().config().revision(), CURRENT.get().digest());
      clients.add(client);
    }
    await().until(() -> fleet.balancers().stream().filter(BalancerStatus::agrees).count() >= 200);
    long start = System.nanoTime();
    PublishedSnapshot next = publishNext();
    await()
        .until(() ->
            clients.stream()
                .allMatch(one ->
                    one.published().stream()
                        .anyMatch(sent -> sent.snapshot().equals(next.config()))));
    System.out.printf(
        "200 balancers had the change after at most %.0f ms%n", (System.nanoTime() - start) / 1e6);
    clients.forEach(client -> client.socket.abort());
  }

  private HttpResponse<String> get(String path) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create("http://localhost:" + port + path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void restAnswersKeysRingAndTraffic() throws Exception {
    assertThat(get("/api/v1/clusters/sample/keys/user-1").body()).contains("\"key\":\"user-1\"");
    assertThat(get("/api/v1/clusters/sample/keys/").body()).contains("\"key\":\"\"");
    assertThat(get("/api/v1/clusters/sample/keys/a/b%20c").body()).contains("\"key\":\"a/b c\"");
    assertThat(get("/api/v1/clusters/sample/keys?key=a//b").body()).contains("\"key\":\"a//b\"");
    assertThat(get("/api/v1/clusters/sample/ring").body()).contains("\"digest\":", "\"shares\":");
    assertThat(get("/api/v1/clusters/sample/traffic?seconds=5").body()).contains("\"history\":");
    assertThat(get("/api/v1/balancers").statusCode()).isEqualTo(200);
  }

  @Test
  void anyTextIsAKeyInAnAddress() throws Exception {
    String keys = "/api/v1/clusters/sample/keys/";
    for (String key : List.of("a/b", "a//b", "100 %", "a;b", "a\\b", "a+b?c#d", "grüße", "/")) {
      String encoded = URLEncoder.encode(key, StandardCharsets.UTF_8).replace("+", "%20");
      HttpResponse<String> answer = get(keys + encoded);
      assertThat(answer.statusCode()).as(key).isEqualTo(200);
      assertThat(answer.body())
          .as(key)
          .contains(
              "\"keyHex\":\""
                  + HexFormat.of().formatHex(key.getBytes(StandardCharsets.UTF_8))
                  + "\"");
    }
    // A dot is a step on the path to every program on the way: such keys go into the query.
    assertThat(get("/api/v1/clusters/sample/keys?key=..").body()).contains("\"key\":\"..\"");
    assertThat(get("/api/v1/clusters%2Fsample/ring").statusCode()).isEqualTo(400);
    assertThat(get("/api/v1/balancers;x=1").statusCode()).isEqualTo(400);
  }

  private HttpResponse<String> send(String method, String path, String body) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void restMakesAndRevokesTokens() throws Exception {
    String tokensPath = "/api/v1/balancers/tokens";
    HttpResponse<String> made = send("POST", tokensPath, "{\"name\":\"rack 7\"}");
    assertThat(made.statusCode()).isEqualTo(201);
    assertThat(made.body()).contains("\"token\":\"rwb_");
    EnrolmentToken listed =
        tokens.list().stream().filter(one -> one.name().equals("rack 7")).findFirst().orElseThrow();
    assertThat(get(tokensPath).body()).contains(listed.id()).doesNotContain("\"token\":");
    assertThat(send("DELETE", tokensPath + "/" + listed.id(), "").statusCode()).isEqualTo(204);
    assertThat(send("DELETE", tokensPath + "/" + listed.id(), "").statusCode()).isEqualTo(404);
    for (String bad : List.of("{\"name\":\"\"}", "{}", "{\"name\":\"" + "x".repeat(65) + "\"}")) {
      assertThat(send("POST", tokensPath, bad).statusCode()).isEqualTo(422);
    }
    for (String bad : List.of("{", "[]", "{\"name\":\"a\",\"role\":\"x\"}")) {
      assertThat(send("POST", tokensPath, bad).statusCode()).isEqualTo(400);
    }
  }

  @Test
  void onlyABalancerThatIsGoneIsForgotten() throws Exception {
    Client client = connected();
    assertThat(send("DELETE", "/api/v1/balancers/" + client.id, "").statusCode()).isEqualTo(409);
    client.socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
    await().until(() -> !status(client).connected());
    assertThat(send("DELETE", "/api/v1/balancers/" + client.id, "").statusCode()).isEqualTo(204);
    assertThat(send("DELETE", "/api/v1/balancers/" + client.id, "").statusCode()).isEqualTo(404);
  }

  @Test
  void restRefusesWhatIsNotThere() throws Exception {
    assertThat(get("/api/v1/clusters/nowhere/keys/k").statusCode()).isEqualTo(404);
    assertThat(get("/api/v1/clusters/nowhere/ring").statusCode()).isEqualTo(404);
    assertThat(get("/api/v1/clusters/nowhere/traffic").statusCode()).isEqualTo(404);
    assertThat(get("/api/v1/clusters/sample/traffic?seconds=-1").statusCode()).isEqualTo(400);
    assertThat(get("/api/v1/clusters/sample/traffic?seconds=x").statusCode()).isEqualTo(400);
    assertThat(get("/api/v1/clusters/sample/ring?arcs=0").statusCode()).isEqualTo(400);
  }
}
