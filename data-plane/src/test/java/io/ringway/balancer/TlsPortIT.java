package io.ringway.balancer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.ringway.balancer.control.FakeControlPlane;
import io.ringway.balancer.tls.MadeAuthority;
import io.ringway.balancer.tls.MadeCertificate;
import io.ringway.protocol.ClosedPort;
import io.ringway.protocol.ClusterConfig;
import io.ringway.protocol.ConfigSnapshot;
import io.ringway.protocol.Listen;
import io.ringway.protocol.Message;
import io.ringway.protocol.ServerConfig;
import io.ringway.protocol.ServerState;
import io.ringway.protocol.ServerTls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The TLS ports of balancer processes. */
class TlsPortIT {

  private static final Pattern PORT = Pattern.compile("Listening on \\S+:(\\d+) with TLS");
  private static final String HOST = "shop.example";

  @TempDir Path folder;

  private ChildBalancer start(FakeControlPlane control, String name, String... more)
      throws IOException {
    Path data = Files.createDirectory(folder.resolve(name));
    List<String> options = new ArrayList<>(List.of("--tls-certificates=" + certificates()));
    options.addAll(List.of(more));
    return start(data, control.port(), options);
  }

  private static ChildBalancer start(Path data, int controlPort, List<String> more)
      throws IOException {
    List<String> options = new ArrayList<>(List.of("--data=" + data));
    options.addAll(more);
    return ChildBalancer.start(data, controlPort, List.of(), options);
  }

  private Path certificates() throws IOException {
    return Files.createDirectories(folder.resolve("certificates"));
  }

  private static int tlsPort(ChildBalancer balancer) {
    await().until(() -> PORT.matcher(balancer.log()).find());
    Matcher port = PORT.matcher(balancer.log());
    assertThat(port.find()).isTrue();
    return Integer.parseInt(port.group(1));
  }

  private static Message.Publish overTls(long revision, int port) {
    ConfigSnapshot plain =
        Snapshots.publish(
                revision,
                List.of(new ServerConfig("s1", "s1", "127.0.0.1", port, 1, ServerState.READY)))
            .snapshot();
    ClusterConfig cluster = plain.clusters().getFirst();
    return new Message.Publish(
        new ConfigSnapshot(
            1,
            revision,
            "default",
            0,
            List.of(
                cluster.with(
                    cluster
                        .settings()
                        .with(it -> it.serverTls = new ServerTls(true, "shop.internal"))))),
        "");
  }

  /** Returns two clusters: one on the main port, and one with TLS on its own port. */
  private static Message.Publish ownPort(long revision, int port, Backend server) {
    ClusterConfig plain = Snapshots.publish(revision, server).snapshot().clusters().getFirst();
    ClusterConfig secure =
        new ClusterConfig(
            "tls",
            "tls",
            plain.settings().with(it -> it.listen = new Listen(port, true, List.of(), "/")),
            plain.servers());
    return new Message.Publish(
        new ConfigSnapshot(1, revision, "default", 0, List.of(plain, secure)), "");
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Trusts these certificates and no other. */
  private static SSLContext trusting(MadeCertificate... trusted)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    for (MadeCertificate each : trusted) {
      store.setCertificateEntry(each.serial(), each.certificate());
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, factory.getTrustManagers(), null);
    return context;
  }

  private static SSLSocket connect(SSLContext context, int port) throws IOException {
    SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(10_000);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setServerNames(List.of(new SNIHostName(HOST)));
    socket.setSSLParameters(parameters);
    return socket;
  }

  private static String ask(SSLSocket socket) throws IOException {
    socket.getOutputStream().write(request());
    return RawHttp.head(socket.getInputStream());
  }

  private static byte[] request() {
    return ("GET /home HTTP/1.1\r\nHost: " + HOST + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
  }

  private static String shown(SSLContext context, int port) throws IOException {
    try (SSLSocket socket = connect(context, port)) {
      socket.startHandshake();
      return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
          .getSerialNumber()
          .toString(16);
    }
  }

  @Test
  void tlsOnBothSidesWithACertificateThatIsExchangedWhileItServes() throws Exception {
    MadeCertificate old = MadeCertificate.of(folder, "EC", 10, HOST);
    MadeCertificate next = MadeCertificate.of(folder, "RSA", 20, HOST);
    MadeCertificate behind = MadeCertificate.of(folder, "EC", 30, "shop.internal");
    Files.writeString(certificates().resolve("shop.pem"), old.pem());
    Path ca = Files.writeString(folder.resolve("ca.pem"), behind.certificatePem());
    SSLContext client = trusting(old, next);
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    MadeAuthority authority = MadeAuthority.of(folder, "Authority");
    Path own =
        Files.writeString(
            folder.resolve("balancer.pem"), authority.issue("EC", 9, "balancer-1").pem());
    server.setHttpsConfigurator(
        new HttpsConfigurator(behind.context(authority)) {
          @Override
          public void configure(HttpsParameters parameters) {
            SSLParameters demanding = getSSLContext().getDefaultSSLParameters();
            demanding.setNeedClientAuth(true);
            parameters.setSSLParameters(demanding);
          }
        });
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
    try (FakeControlPlane control = new FakeControlPlane();
        ChildBalancer balancer =
            start(
                control,
                "one",
                "--port=0",
                "--tls-port=0",
                "--server-ca=" + ca,
                "--server-certificate=" + own)) {
      control.await(Message.Hello.class);
      control.send(overTls(1, server.getAddress().getPort()));
      control.await(Message.Applied.class);
      int port = tlsPort(balancer);
      try (SSLSocket lasting = connect(client, port)) {
        assertThat(ask(lasting)).startsWith("HTTP/1.1 200 ");
        assertThat(shown(client, port)).isEqualTo(old.serial());
        Files.writeString(certificates().resolve("shop.pem"), next.pem());
        await().until(() -> shown(client, port).equals(next.serial()));
        assertThat(ask(lasting)).as("old connections live on").startsWith("HTTP/1.1 200 ");
      }
      assertThat(balancer.admin("/metrics").body())
          .contains(
              "ringway_certificate_expiry_timestamp_seconds{name=\"shop.example\"} "
                  + next.certificate().getNotAfter().toInstant().getEpochSecond());
      assertThat(balancer.admin("/tls").body())
          .contains(next.serial(), ca.toString(), own.toString());
      balancer.terminate();
      assertThat(balancer.exitStatus()).isZero();
    } finally {
      server.stop(0);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aSecondProcessTakesThePortWithTlsOverWithoutAFailedRequest(boolean own) throws Exception {
    int ownPort = own ? freePort() : 0;
    MadeCertificate shop = MadeCertificate.of(folder, "EC", 10, HOST);
    Files.writeString(certificates().resolve("shop.pem"), shop.pem());
    SSLContext client = trusting(shop);
    try (Backend server = new Backend();
        FakeControlPlane oldControl = new FakeControlPlane();
        FakeControlPlane newControl = new FakeControlPlane();
        ChildBalancer old = start(oldControl, "old", options(0, own, 0))) {
      oldControl.await(Message.Hello.class);
      oldControl.send(own ? ownPort(1, ownPort, server) : Snapshots.publish(1, server));
      oldControl.await(Message.Applied.class);
      int port = tlsPort(old);
      try (Newcomers load = new Newcomers(client, port);
          ChildBalancer next = start(newControl, "new", options(old.port(), own, port))) {
        newControl.await(Message.Hello.class);
        newControl.send(own ? ownPort(1, ownPort, server) : Snapshots.publish(1, server));
        newControl.await(Message.Applied.class);
        assertThat(tlsPort(next)).isEqualTo(port);
        assertThat(next.admin("/ready").statusCode()).isEqualTo(200);
        load.answersMore(50); // half of those that come now come to the new one
        load.pause();
        old.terminate();
        assertThat(old.exitStatus()).isZero();
        load.resume();
        load.answersMore(50);
        assertThat(load.failures).isEmpty();
      }
    }
  }

  private static String[] options(int port, boolean own, int tlsPort) {
    return own
        ? new String[] {"--port=" + port, "--share-port"}
        : new String[] {"--port=" + port, "--share-port", "--tls-port=" + tlsPort};
  }

  @Test
  void withoutCertificatesTheOtherPortsServeFromDiskTooUntilThereAreSome() throws Exception {
    MadeCertificate shop = MadeCertificate.of(folder, "EC", 10, HOST);
    Files.writeString(certificates().resolve("shop.pem"), shop.pem());
    Path data = Files.createDirectory(folder.resolve("data"));
    int port = freePort();
    try (Backend server = new Backend()) {
      int gone;
      try (FakeControlPlane control = new FakeControlPlane();
          ChildBalancer balancer = start(data, control.port(), List.of("--port=0"))) {
        gone = control.port();
        control.await(Message.Hello.class);
        control.send(ownPort(1, port, server));
        assertThat(control.await(Message.Applied.class).revision()).isEqualTo(1);
        Message.Report report = control.await(Message.Report.class);
        while (report.revision() == 0) { // made before it was applied
          report = control.await(Message.Report.class);
        }
        assertThat(report.closedPorts()).extracting(ClosedPort::port).containsExactly(port);
        assertThat(balancer.log())
            .containsOnlyOnce("Port " + port + " stays closed: its clusters ask for TLS");
        await().until(() -> Files.exists(data.resolve("snapshot")));
        balancer.terminate();
        assertThat(balancer.exitStatus()).isZero();
      }
      try (ChildBalancer again = start(data, gone, List.of("--port=0"));
          Socket client = new Socket(InetAddress.getLoopbackAddress(), again.port())) {
        assertThat(again.log()).contains("Serving revision 1 from disk", port + " stays closed");
        client.getOutputStream().write(request());
        assertThat(RawHttp.head(client.getInputStream())).startsWith("HTTP/1.1 200 ");
        assertThat(again.admin("/metrics").body())
            .contains("ringway_port_open{port=\"" + port + "\",tls=\"true\"} 0");
      }
      try (ChildBalancer certified =
              start(data, gone, List.of("--port=0", "--tls-certificates=" + certificates()));
          SSLSocket client = connect(trusting(shop), port)) {
        assertThat(ask(client)).startsWith("HTTP/1.1 200 ");
        assertThat(certified.log()).doesNotContain("stays closed");
      }
    }
  }

  /** A client that opens a connection for each request. */
  private static final class Newcomers implements AutoCloseable {

    final AtomicLong answers = new AtomicLong();
    final List<String> failures = new CopyOnWriteArrayList<>();
    private final java.util.concurrent.Semaphore running =
        new java.util.concurrent.Semaphore(1, true);
    private final Thread thread;
    private volatile boolean stopped;

    Newcomers(SSLContext context, int port) {
      thread =
          Thread.ofVirtual()
              .start(() -> {
                while (!stopped) {
                  running.acquireUninterruptibly();
                  try (SSLSocket socket = connect(context, port)) {
                    String head = ask(socket);
                    if (head.startsWith("HTTP/1.1 200 ")) {
                      answers.incrementAndGet();
                    } else {
                      failures.add("answered '" + head + "'");
                    }
                  } catch (IOException e) {
                    failures.add(e.toString());
                  } finally {
                    running.release();
                  }
                }
              });
    }

    void answersMore(int count) {
      long before = answers.get();
      await().until(() -> answers.get() >= before + count);
    }

    /** Pauses the clients: a connection that arrives just when the port closes may be reset. */
    void pause() {
      running.acquireUninterruptibly();
    }

    void resume() {
      running.release();
    }

    @Override
    public void close() throws InterruptedException {
      stopped = true;
      thread.join();
    }
  }
}
