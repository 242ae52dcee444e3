package io.ringway.balancer.exchange;

import static org.awaitility.Awaitility.await;

import io.ringway.balancer.forwarding.TrustedProxies;
import io.ringway.balancer.http.Limits;
import io.ringway.balancer.listener.PortRules;
import io.ringway.balancer.tls.ServerTrust;
import io.ringway.balancer.transport.Transport;
import io.ringway.protocol.Listen;
import io.ringway.protocol.RetryPolicy;
import io.ringway.protocol.ServerTls;
import io.ringway.protocol.Timeouts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;

/**
 * One client, and the servers that fail its request. Every time limit is far longer than the client
 * waits, but for those that a scene sets.
 */
final class FailureStage implements AutoCloseable {

  static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  static final String GET = "GET /?key=1 HTTP/1.1\r\nHost: a\r\n\r\n";
  static final String POST = "POST /?key=1 HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi";
  static final int BRIEF = 300;

  private static final int LONG = 60_000;

  /** So long a client waits for a response that is due now: much, for a machine under load. */
  private static final int AT_ONCE = 10_000;

  /** Something that a client or its servers do. */
  @FunctionalInterface
  interface Scene {
    void play(FailureStage stage) throws Exception;
  }

  final Path folder;
  final CountDownLatch over = new CountDownLatch(1);
  private final Transport.Kind kind;
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();

  Limits limits = new Limits(8 << 10, 32 << 10, 100, 1_000);
  ClientTimeouts patience = new ClientTimeouts(LONG, LONG, LONG, new MinimumRate(240, LONG));
  Timeouts timeouts = new Timeouts(LONG, LONG, LONG);
  RetryPolicy retry = RetryPolicy.DEFAULT;
  PortRules ports = PortRules.DEFAULT;
  int serverConnections = Integer.MAX_VALUE;
  boolean overTls;
  private Rig rig;
  private Socket client;

  FailureStage(Transport.Kind kind, Path folder) {
    this.kind = kind;
    this.folder = folder;
  }

  /** Settings made before are in force from the first call on. */
  Rig rig() {
    if (rig == null) {
      HttpRules rules = new HttpRules(limits, patience, TrustedProxies.NOBODY);
      rig =
          opened(
              new Rig(
                  kind,
                  2,
                  rules,
                  null,
                  ports,
                  serverConnections,
                  ServerTrust.ofJava(InstantSource.system())));
      rig.timeouts = timeouts;
      rig.retry = retry;
      rig.policy = rig.policy.withEjection(0, 1_000, 50);
      rig.serverTls = new ServerTls(overTls, "");
    }
    return rig;
  }

  static void until(Callable<Boolean> condition) {
    await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(5)).until(condition);
  }

  /** Something to be closed at the end. */
  <T extends AutoCloseable> T opened(T resource) {
    opened.push(resource);
    return resource;
  }

  /** The client's connection. */
  Socket client() throws IOException {
    if (client == null) {
      speakAs(rig().connect());
    }
    return client;
  }

  void speakAs(Socket connection) throws IOException {
    client = opened(connection);
    client.setSoTimeout(AT_ONCE);
  }

  void say(String text) throws IOException {
    FakeServer.write(client().getOutputStream(), text);
  }

  /** Says more than is taken, without waiting for that. */
  void sayUntilRefused(String text) throws IOException {
    Socket to = client();
    Thread.startVirtualThread(() -> {
      try {
        FakeServer.write(to.getOutputStream(), text);
      } catch (IOException refused) {
        // The balancer takes no more of it when it has answered.
      }
    });
  }

  /** The next final response that the client gets. */
  String response() throws IOException {
    String response = Rig.readAnswer(client().getInputStream());
    return response.startsWith("HTTP/1.1 1") ? response() : response;
  }

  /** Has the client get a response, after which its connection is kept. */
  void keepAlive() throws Exception {
    FakeServer good =
        serving((head, in, out) -> {
          FakeServer.write(out, OK);
          return true;
        });
    say(GET);
    if (!response().endsWith("ok")) {
      throw new IllegalStateException("The first request is to be answered.");
    }
    rig().route();
    good.close();
  }

  /** A server that alone takes all requests. */
  FakeServer serving(FakeServer.Script script) throws IOException {
    FakeServer server = opened(new FakeServer(script));
    rig().route(server.port());
    return server;
  }

  /** A server that reads each request and then does this. */
  FakeServer failing(String sent, MisbehavingServerTests.Then then) throws IOException {
    return serving(script(sent, then));
  }

  FakeServer.Script script(String sent, MisbehavingServerTests.Then then) {
    return (head, in, out) -> {
      FakeServer.readBody(head, in);
      FakeServer.write(out, sent);
      return switch (then) {
        case GOES_ON -> true;
        case CLOSES -> false;
        case RESETS -> throw new FakeServer.Reset();
        case STALLS -> hold();
      };
    };
  }

  /** A server that does this once it is told to. */
  final class Held {
    private final FakeServer server;
    private final CountDownLatch told = new CountDownLatch(1);

    private Held(FakeServer.Script then) throws IOException {
      server =
          serving((head, in, out) -> {
            try {
              told.await();
            } catch (InterruptedException e) {
              throw new IOException(e);
            }
            return then.serve(head, in, out);
          });
    }

    void awaitRequest() {
      until(() -> !server.heads.isEmpty());
    }

    void respond() {
      told.countDown();
    }
  }

  Held holding(String sent) throws IOException {
    return holding(sent, MisbehavingServerTests.Then.GOES_ON);
  }

  Held holding(String sent, MisbehavingServerTests.Then then) throws IOException {
    return new Held(script(sent, then));
  }

  /** The port of a server that is one of several. */
  int spare(String sent, MisbehavingServerTests.Then then) throws IOException {
    return opened(new FakeServer(script(sent, then))).port();
  }

  /** Leaves the client without a cluster for its requests. */
  void routeElsewhere() {
    Rig own = rig();
    own.listen = new Listen(0, List.of("elsewhere.example"), "/");
    own.route();
  }

  private TlsPort tls() throws IOException {
    return new TlsPort(TlsPort.Which.BESIDE_MAIN, rig(), TlsPort.anyCertificate(folder));
  }

  void sayInClearOnTls(String text) throws IOException {
    speakAs(tls().plain());
    say(text);
  }

  void sayOverTls(String host, String text) throws Exception {
    SSLSocket spoken = tls().connect("TLSv1.3", host);
    speakAs(spoken);
    say(text);
  }

  /** Waits until a server is being connected to. */
  void awaitTried() {
    until(() -> rig().metrics().contains("ringway_in_flight{cluster=\"test\",server=\"s1\"} 1"));
  }

  /** Waits until the test is over. */
  boolean hold() throws IOException {
    try {
      var _ = over.await(LONG, TimeUnit.MILLISECONDS);
      return false;
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  /** A port to which nobody can connect, nor is refused: its queue is full. */
  int deafPort() throws IOException {
    ServerSocket deaf = opened(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
    for (int i = 0; i < 8; i++) {
      SocketChannel waiting = opened(SocketChannel.open());
      waiting.configureBlocking(false);
      waiting.connect(new InetSocketAddress(deaf.getInetAddress(), deaf.getLocalPort()));
    }
    return deaf.getLocalPort();
  }

  static int closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /** Tells the balancer to stop, while the request of the client is under way. */
  void drain() {
    var _ = rig().listeners.drain(Duration.ofMillis(LONG));
    until(() -> rig().listeners.draining());
  }

  @Override
  public void close() throws Exception {
    over.countDown();
    while (!opened.isEmpty()) {
      opened.pop().close();
    }
  }
}
