package io.ringway.control.fleet;

import static org.awaitility.Awaitility.await;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.ringway.control.access.Audit;
import io.ringway.control.publish.PublishedSnapshot;
import io.ringway.control.publish.SnapshotPublished;
import io.ringway.control.publish.Snapshots;
import io.ringway.control.shell.NodeName;
import io.ringway.protocol.ClusterConfig;
import io.ringway.protocol.ClusterSettings;
import io.ringway.protocol.Codec;
import io.ringway.protocol.ConfigSnapshot;
import io.ringway.protocol.Message;
import io.ringway.protocol.ProtocolException;
import io.ringway.protocol.ServerConfig;
import io.ringway.protocol.ServerState;
import io.ringway.ring.RingSpec;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestComponent;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.FilterType;
import org.springframework.context.annotation.Import;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/**
 * The endpoint of the balancers with real WebSocket clients; one context for all tests that extend
 * this class.
 */
@SpringBootTest(
    classes = RunningFleet.App.class,
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {
      "spring.datasource.url=jdbc:h2:mem:fleet",
      "spring.jpa.hibernate.ddl-auto=none",
      "ringway.fleet.answer-within=400ms"
    })
abstract class RunningFleet {
  static final Path DATA = folder();

  static final AtomicReference<PublishedSnapshot> CURRENT = new AtomicReference<>(snapshot(1));

  /**
   * The application of these tests. It is a test component, so the scan of the whole control plane
   * skips it.
   */
  @TestComponent
  @SpringBootConfiguration
  @EnableAutoConfiguration
  @ComponentScan({
    "io.ringway.control.fleet",
    "io.ringway.control.traffic",
    "io.ringway.control.explain"
  })
  @ComponentScan(
      basePackages = "io.ringway.control.hotkeys",
      useDefaultFilters = false,
      includeFilters =
          @ComponentScan.Filter(type = FilterType.REGEX, pattern = ".*HotKey(Finder|Controller)"))
  @Import(NodeName.class)
  static class App {
    @Bean
    Snapshots snapshots() {
      Snapshots snapshots = mock(Snapshots.class);
      when(snapshots.current()).thenAnswer(_ -> CURRENT.get());
      return snapshots;
    }

    @Bean
    InstantSource clock() {
      return InstantSource.system();
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
    properties.add("ringway.data", DATA::toString);
  }

  private static Path folder() {
    try {
      Path folder = Files.createTempDirectory("ringway-fleet");
      folder.toFile().deleteOnExit();
      return folder;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Value("${local.server.port}")
  int port;

  @Autowired Fleet fleet;
  @Autowired EnrolmentTokens tokens;
  @Autowired ApplicationEventPublisher events;

  final HttpClient http = HttpClient.newHttpClient();
  private final List<Client> clients = new ArrayList<>();
  IssuedToken token;

  @BeforeEach
  void freshToken() {
    token = tokens.issue("test " + UUID.randomUUID());
  }

  /**
   * Disconnects and removes the clients: the fleet outlives a test, and the next one would count
   * them.
   */
  @AfterEach
  void leaveAndBeForgotten() {
    clients.forEach(client -> client.socket.abort());
    await().until(() -> fleet.balancers().stream().noneMatch(BalancerStatus::connected));
    fleet.balancers().forEach(gone -> fleet.remove(gone.id()));
    http.shutdownNow();
  }

  static PublishedSnapshot snapshot(long revision) {
    ClusterConfig cluster =
        new ClusterConfig(
            "c",
            "sample",
            ClusterSettings.DEFAULT.with(it -> {
              it.placement = new RingSpec.Points(64);
              it.keyRules = List.of();
            }),
            List.of(
                new ServerConfig("s1", "one", "127.0.0.1", 9001, 1, ServerState.READY),
                new ServerConfig("s2", "two", "127.0.0.1", 9002, 1, ServerState.READY)));
    return PublishedSnapshot.build(
        new ConfigSnapshot(1, revision, "default", 0, List.of(cluster)), null);
  }

  PublishedSnapshot publishNext() {
    PublishedSnapshot next = snapshot(CURRENT.get().config().revision() + 1);
    CURRENT.set(next);
    events.publishEvent(new SnapshotPublished(next));
    return next;
  }

  /** A balancer from the control plane's point of view. */
  static final class Client implements WebSocket.Listener {
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

  Client connect(boolean reads) {
    Client client = new Client(reads);
    client.socket =
        http.newWebSocketBuilder()
            .header("Authorization", "Bearer " + token.token())
            .subprotocols(Message.SUBPROTOCOL)
            .buildAsync(URI.create("ws://localhost:" + port + Message.PATH), client)
            .join();
    clients.add(client);
    return client;
  }

  Client connected() {
    Client client = connect(true);
    client.hello(0, 0, "");
    await().until(() -> !client.published().isEmpty());
    return client;
  }

  BalancerStatus status(Client client) {
    return fleet.balancers().stream()
        .filter(one -> one.id().equals(client.id))
        .findFirst()
        .orElseThrow();
  }

  static void apply(Client client, PublishedSnapshot snapshot, String digest) {
    client.send(Codec.encode(new Message.Applied(1, snapshot.config().revision(), digest, 10)));
  }

  HttpResponse<String> get(String path) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create("http://localhost:" + port + path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  HttpResponse<String> send(String method, String path, String body) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
