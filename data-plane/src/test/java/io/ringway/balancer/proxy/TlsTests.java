package io.ringway.balancer.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ringway.balancer.preface.Prefaces;
import io.ringway.balancer.tls.Certificates;
import io.ringway.balancer.tls.MadeCertificate;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clients of the port with TLS. */
class TlsTests {

  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n";
  private static final String LAST = GET + "Connection: close\r\n\r\n";
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  @TempDir static Path folder;

  private static MadeCertificate shop;
  private static MadeCertificate blog;
  private static Certificates certificates;
  private static Rig rig;

  @BeforeAll
  static void start() throws IOException {
    shop = MadeCertificate.of(folder, "RSA", 30, "shop.example");
    blog = MadeCertificate.of(folder, "EC", 30, "*.blog.example");
    Files.createDirectory(folder.resolve("certificates"));
    Files.writeString(folder.resolve("certificates/blog.pem"), blog.pem());
    Files.writeString(folder.resolve("certificates/default.pem"), shop.pem());
    certificates = Certificates.open(folder.resolve("certificates"), InstantSource.system());
    rig = rig(Transport.Kind.AUTO, Networks.NONE);
  }

  private static Rig rig(Transport.Kind kind, Networks prefaced) {
    Rig made =
        new Rig(
            kind,
            new HttpRules(
                Limits.DEFAULT,
                new ClientTimeouts(700, 700, 60_000),
                TrustedProxies.NOBODY,
                DebugToken.NONE,
                prefaced,
                false));
    made.listeners.bindTls(0, certificates);
    return made;
  }

  @AfterAll
  static void stop() {
    rig.close();
  }

  @AfterEach
  void cutNoMore() {
    Cutter.stop();
  }

  /** Takes any certificate: which one it was is asked of the session. */
  private static final TrustManager ANY =
      new X509TrustManager() {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
          return new X509Certificate[0];
        }
      };

  private static Socket plain(Rig to) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), to.listeners.tlsPort());
    socket.setSoTimeout(8_000);
    return socket;
  }

  private static SSLSocket over(Socket socket, String version, String name) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {ANY}, new SecureRandom());
    SSLSocket tls =
        (SSLSocket)
            context.getSocketFactory().createSocket(socket, "127.0.0.1", socket.getPort(), true);
    SSLParameters parameters = tls.getSSLParameters();
    parameters.setProtocols(new String[] {version});
    parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"});
    if (!name.isEmpty()) {
      parameters.setServerNames(List.of(new SNIHostName(name)));
    }
    tls.setSSLParameters(parameters);
    return tls;
  }

  private static SSLSocket connect(Rig to, String version, String name) throws Exception {
    SSLSocket tls = over(plain(to), version, name);
    tls.startHandshake();
    return tls;
  }

  private static SSLSocket connect() throws Exception {
    return connect(rig, "TLSv1.3", "");
  }

  private static String exchange(SSLSocket tls, String request) throws IOException {
    FakeServer.write(tls.getOutputStream(), request);
    return Rig.readAll(tls.getInputStream());
  }

  private static String serial(SSLSocket tls) throws IOException {
    return ((X509Certificate) tls.getSession().getPeerCertificates()[0])
        .getSerialNumber()
        .toString(16);
  }

  /** Answers with what was sent. */
  private static boolean echo(String head, InputStream in, OutputStream out) throws IOException {
    byte[] body = FakeServer.readBody(head, in);
    FakeServer.write(out, "HTTP/1.1 200 OK\r\nContent-Length: " + body.length + "\r\n\r\n");
    out.write(body);
    out.flush();
    return true;
  }

  @ParameterizedTest
  @CsvSource({"IO_URING, TLSv1.3", "EPOLL, TLSv1.3", "NIO, TLSv1.3", "AUTO, TLSv1.2"})
  void requestsAndBodiesPassAndTheServerIsToldHttps(Transport.Kind kind, String version)
      throws Exception {
    String body = "0123456789".repeat(100_000);
    String post =
        GET.replace("GET", "POST") + "Content-Length: " + body.length() + "\r\n\r\n" + body;
    try (FakeServer server = new FakeServer(TlsTests::echo);
        Rig own = rig(kind, Networks.NONE)) {
      own.route(server.port());
      try (SSLSocket tls = connect(own, version, "")) {
        assertThat(tls.getSession().getProtocol()).isEqualTo(version);
        assertThat(tls.getApplicationProtocol()).isEqualTo("http/1.1");
        for (int i = 0; i < 3; i++) {
          Thread writer = Thread.startVirtualThread(() -> write(tls, post));
          assertThat(Rig.readAnswer(tls.getInputStream())).endsWith("\r\n\r\n" + body);
          writer.join();
        }
        assertThat(exchange(tls, LAST)).startsWith("HTTP/1.1 200 ");
      }
      assertThat(server.heads)
          .hasSize(4)
          .allMatch(head -> head.contains("\r\nX-Forwarded-Proto: https\r\n"))
          .allMatch(head -> head.contains(";proto=https\r\n"));
    }
  }

  private static void write(Socket to, String text) {
    try {
      FakeServer.write(to.getOutputStream(), text);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void handshakeAndRequestsMayBeCutAnywhere() throws Exception {
    try (FakeServer server = FakeServer.answering(OK);
        Rig own = rig(Transport.Kind.AUTO, Networks.parse("127.0.0.1"))) {
      own.route(server.port());
      for (int seed = 0; seed < 20; seed++) {
        Cutter.cutWith(seed);
        try (Socket socket = plain(own)) {
          socket.getOutputStream().write(Prefaces.line("PROXY TCP4 192.0.2.1 192.0.2.2 49152 443"));
          try (SSLSocket tls = over(socket, seed % 2 == 0 ? "TLSv1.2" : "TLSv1.3", "")) {
            assertThat(exchange(tls, GET + "\r\n" + LAST)).endsWith("ok");
          }
        }
      }
      assertThat(server.heads)
          .hasSize(40)
          .allMatch(head -> head.contains("\r\nX-Forwarded-For: 192.0.2.1\r\n"));
    }
  }

  @Test
  void theNameThatIsAskedForChoosesTheCertificate() throws Exception {
    for (String version : List.of("TLSv1.2", "TLSv1.3")) {
      try (SSLSocket none = connect(rig, version, "");
          SSLSocket other = connect(rig, version, "other.example");
          SSLSocket named = connect(rig, version, "www.BLOG.example")) {
        assertThat(serial(none)).isEqualTo(shop.serial());
        assertThat(serial(other)).isEqualTo(shop.serial());
        assertThat(serial(named)).isEqualTo(blog.serial());
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "shop.example,     shop.example,       200",
    "shop.example,     SHOP.example.:443,  200", // the same name
    "www.blog.example, img.blog.example,   200", // another one of the certificate's
    "www.blog.example, shop.example,       421",
    "www.blog.example, a.b.blog.example,   421", // * stands for one label
    "www.blog.example, blog.example,       421",
    "www.blog.example, 127.0.0.1,          421",
    "other.example,    other.example,      200", // who takes it in spite of its certificate
    "other.example,    shop.example,       200",
    "other.example,    blog.example,       421",
    "'',               blog.example,       200", // who names no host is promised none
  })
  void aHostThatTheConnectionIsNotForIsMisdirected(String asked, String host, int status)
      throws Exception { // fault 185
    try (FakeServer server = FakeServer.answering(OK)) {
      rig.route(server.port());
      try (SSLSocket tls = connect(rig, "TLSv1.3", asked)) {
        String request = "GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n";
        FakeServer.write(tls.getOutputStream(), request);
        String answer = Rig.readAnswer(tls.getInputStream());
        assertThat(answer).startsWith("HTTP/1.1 " + status + " ");
        assertThat(server.heads).hasSize(status == 200 ? 1 : 0);
        if (status == 421) {
          assertThat(answer).contains("Ringway-Reason: misdirected\r\n").doesNotContain("close");
          request = request.replace(host, asked);
          assertThat(exchange(tls, request.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n")))
              .as("the connection is as good as before")
              .startsWith("HTTP/1.1 200 ");
        }
      }
    }
  }

  @Test
  void aNewCertificateIsShownToNewConnectionsAndOldOnesLiveOn() throws Exception {
    Path file = Files.writeString(folder.resolve("changing.pem"), blog.pem());
    Certificates changing = Certificates.open(file, InstantSource.system());
    try (FakeServer server = FakeServer.answering(OK);
        Rig own = new Rig()) {
      own.route(server.port());
      own.listeners.bindTls(0, changing);
      try (SSLSocket old = connect(own, "TLSv1.3", "")) {
        Files.writeString(file, shop.pem());
        changing.reload();
        try (SSLSocket fresh = connect(own, "TLSv1.3", "")) {
          assertThat(serial(fresh)).isEqualTo(shop.serial());
        }
        Files.writeString(file, shop.certificatePem() + blog.keyPem());
        assertThatThrownBy(changing::reload).hasMessageStartingWith("Cannot use " + file);
        try (SSLSocket fresh = connect(own, "TLSv1.3", "")) {
          assertThat(serial(fresh)).isEqualTo(shop.serial());
          assertThat(exchange(fresh, LAST)).endsWith("ok");
        }
        assertThat(serial(old)).isEqualTo(blog.serial());
        assertThat(exchange(old, LAST)).endsWith("ok");
      }
    }
  }

  @Test
  void plainHttpIsToldToUseHttps() throws IOException {
    try (Socket socket = plain(rig)) {
      FakeServer.write(socket.getOutputStream(), LAST);
      assertThat(Rig.readAll(socket.getInputStream()))
          .startsWith("HTTP/1.1 400 Bad Request\r\n")
          .contains("Ringway-Reason: tls-expected\r\n", "Connection: close\r\n", "use https");
    }
  }

  @Test
  void otherBytesAreClosedWithoutAWord() throws IOException {
    try (Socket socket = plain(rig)) {
      socket.getOutputStream().write(new byte[] {0, 1, 2});
      assertThat(Rig.readAll(socket.getInputStream())).isIn("", "<reset>");
    }
  }

  @Test
  void tlsOnThePlainPortIsRefusedAtItsFirstBytes() throws IOException { // fault 46
    try (Socket socket = rig.connect()) {
      long begin = System.nanoTime();
      socket.getOutputStream().write(HELLO_OF_TLS_1_1);
      assertThat(Rig.readAll(socket.getInputStream())).startsWith("HTTP/1.1 400 ");
      assertThat(System.nanoTime() - begin).as("long before a timeout").isLessThan(500_000_000L);
    }
  }

  /** ClientHello of TLS 1.1: one cipher suite, no extensions. */
  private static final byte[] HELLO_OF_TLS_1_1 =
      HexFormat.of()
          .parseHex(
              "160301002d" + "01000029" + "0302" + "11".repeat(32) + "00" + "0002c013" + "0100");

  @Test
  void tls11IsRefusedWithAnAlert() throws IOException { // fault 184
    try (Socket socket = plain(rig)) {
      socket.getOutputStream().write(HELLO_OF_TLS_1_1);
      byte[] alert = socket.getInputStream().readNBytes(7);
      assertThat(alert).hasSize(7);
      assertThat(alert[0]).as("alert").isEqualTo((byte) 21);
      assertThat(alert[6]).as("protocol_version").isEqualTo((byte) 70);
    }
  }

  @Test
  void silenceBeforeOrWithinTheHandshakeIsClosed() throws IOException { // fault 76
    for (int bytes : List.of(0, 1, 20)) {
      try (Socket socket = plain(rig)) {
        socket.getOutputStream().write(HELLO_OF_TLS_1_1, 0, bytes);
        assertThat(Rig.readAll(socket.getInputStream())).doesNotContain("HTTP");
      }
    }
  }

  @Test
  void aClientThatHalfClosesItsConnectionStillGetsItsAnswer() throws Exception {
    try (FakeServer server = FakeServer.answering(OK)) {
      rig.route(server.port());
      try (Socket socket = plain(rig);
          SSLSocket tls = over(socket, "TLSv1.3", "")) {
        FakeServer.write(tls.getOutputStream(), GET + "\r\n");
        socket.shutdownOutput();
        assertThat(Rig.readAll(tls.getInputStream())).endsWith("ok");
      }
    }
  }

  @Test
  void aBrokenAnswerDoesNotEndLikeAWholeOne() throws Exception {
    try (FakeServer server =
        new FakeServer((head, in, out) -> {
          FakeServer.write(out, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
          return false;
        })) {
      rig.route(server.port());
      try (SSLSocket tls = connect()) {
        FakeServer.write(tls.getOutputStream(), "GET / HTTP/1.0\r\nHost: a\r\n\r\n");
        assertThatThrownBy(() -> tls.getInputStream().readAllBytes())
            .isInstanceOf(IOException.class);
      }
    }
  }

  @Test
  void aWholeAnswerEndsWithTheEndOfTls() throws Exception {
    try (FakeServer server =
        new FakeServer((head, in, out) -> {
          FakeServer.write(out, "HTTP/1.1 200 OK\r\n\r\nall");
          return false;
        })) {
      rig.route(server.port());
      try (SSLSocket tls = connect()) {
        FakeServer.write(tls.getOutputStream(), "GET / HTTP/1.0\r\nHost: a\r\n\r\n");
        assertThat(Rig.readAll(tls.getInputStream())).endsWith("\r\n\r\nall");
      }
    }
  }

  @Test
  void aTunnelPassesBytesBothWaysAndItsServerHearsTheEnd() throws Exception {
    CompletableFuture<String> heard = new CompletableFuture<>();
    try (FakeServer server =
        new FakeServer((head, in, out) -> {
          FakeServer.write(
              out,
              "HTTP/1.1 101 Switching Protocols\r\n"
                  + "Connection: Upgrade\r\nUpgrade: websocket\r\n\r\nwelcome");
          heard.complete(Rig.readAll(in));
          return false;
        })) {
      rig.route(server.port());
      try (SSLSocket tls = connect()) {
        FakeServer.write(
            tls.getOutputStream(), GET + "Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
        assertThat(FakeServer.readHead(tls.getInputStream())).startsWith("HTTP/1.1 101 ");
        assertThat(new String(tls.getInputStream().readNBytes(7), StandardCharsets.US_ASCII))
            .isEqualTo("welcome");
        FakeServer.write(tls.getOutputStream(), "hello");
      }
      assertThat(heard.get(8, TimeUnit.SECONDS)).isEqualTo("hello");
    }
  }

  @Test
  void oneConnectionTooManyIsClosedWithoutAWord() throws Exception {
    try (FakeServer server = FakeServer.answering(OK);
        Rig own = new Rig(new PortRules(1, false, 3_600_000), 10)) {
      own.route(server.port());
      own.listeners.bindTls(0, certificates);
      try (SSLSocket first = connect(own, "TLSv1.3", "")) {
        try (Socket second = plain(own)) {
          assertThat(Rig.readAll(second.getInputStream())).isIn("", "<reset>");
        }
        assertThat(exchange(first, LAST)).endsWith("ok");
      }
    }
  }

  @Test
  void aDrainEndsIdleConnectionsAndTheListener() throws Exception {
    try (FakeServer server = FakeServer.answering(OK)) {
      Rig own = rig(Transport.Kind.AUTO, Networks.NONE);
      own.route(server.port());
      try (SSLSocket tls = connect(own, "TLSv1.3", "")) {
        FakeServer.write(tls.getOutputStream(), GET + "\r\n");
        assertThat(Rig.readAnswer(tls.getInputStream())).endsWith("ok");
        int port = own.listeners.tlsPort();
        own.close();
        assertThat(tls.getInputStream().read()).isEqualTo(-1);
        await()
            .untilAsserted(() ->
                assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port).close())
                    .isInstanceOf(IOException.class));
      }
    }
  }
}
