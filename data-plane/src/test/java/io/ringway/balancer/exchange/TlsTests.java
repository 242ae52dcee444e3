package io.ringway.balancer.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ringway.balancer.proxyprotocol.ProxyHeaders;
import io.ringway.balancer.transport.Transport;
import io.ringway.protocol.address.Networks;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clients of either port with TLS. */
class TlsTests extends EitherTlsPort {

  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n";
  private static final String LAST = GET + "Connection: close\r\n\r\n";

  @AfterEach
  void cutNoMore() {
    Cutter.stop();
  }

  @ParameterizedTest
  @CsvSource({"IO_URING, TLSv1.3", "EPOLL, TLSv1.3", "NIO, TLSv1.3", "AUTO, TLSv1.2"})
  void requestsAndBodiesPassAndTheServerIsToldHttps(Transport.Kind kind, String version)
      throws Exception {
    String body = "0123456789".repeat(100_000);
    String post =
        GET.replace("GET", "POST") + "Content-Length: " + body.length() + "\r\n\r\n" + body;
    try (FakeServer server = new FakeServer(FakeServer::echo);
        TlsPort own = TlsPort.of(which, kind, certificates, Networks.NONE)) {
      own.rig.route(server.port());
      try (SSLSocket tls = own.connect(version, "")) {
        assertThat(tls.getSession().getProtocol()).isEqualTo(version);
        assertThat(tls.getApplicationProtocol()).isEqualTo("http/1.1");
        for (int i = 0; i < 3; i++) {
          Thread writer = FakeServer.writing(tls, post);
          assertThat(Rig.readAnswer(tls.getInputStream())).endsWith("\r\n\r\n" + body);
          writer.join();
        }
        assertThat(TlsPort.exchange(tls, LAST)).startsWith("HTTP/1.1 200 ");
      }
      assertThat(server.heads)
          .hasSize(4)
          .allMatch(head -> head.contains("\r\nX-Forwarded-Proto: https\r\n"))
          .allMatch(head -> head.contains(";proto=https\r\n"));
    }
  }

  @Test
  void handshakeAndRequestsMayBeCutAnywhere() throws Exception {
    try (FakeServer server = FakeServer.answering(OK);
        TlsPort own =
            TlsPort.of(which, Transport.Kind.AUTO, certificates, Networks.parse("127.0.0.1"))) {
      own.rig.route(server.port());
      for (int seed = 0; seed < 20; seed++) {
        Cutter.cutWith(seed);
        try (Socket socket = own.plain()) {
          socket
              .getOutputStream()
              .write(ProxyHeaders.line("PROXY TCP4 192.0.2.1 192.0.2.2 49152 443"));
          try (SSLSocket tls = TlsPort.over(socket, seed % 2 == 0 ? "TLSv1.2" : "TLSv1.3", "")) {
            assertThat(TlsPort.exchange(tls, GET + "\r\n" + LAST)).endsWith("ok");
          }
        }
      }
      assertThat(server.heads)
          .hasSize(40)
          .allMatch(head -> head.contains("\r\nX-Forwarded-For: 192.0.2.1\r\n"));
    }
  }

  @Test
  void aClientThatHalfClosesItsConnectionStillGetsItsAnswer() throws Exception {
    try (FakeServer server = FakeServer.answering(OK)) {
      port.rig.answeringHalfClosed().route(server.port());
      try (Socket socket = port.plain();
          SSLSocket tls = TlsPort.over(socket, "TLSv1.3", "")) {
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
      port.rig.route(server.port());
      try (SSLSocket tls = port.connect()) {
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
      port.rig.route(server.port());
      try (SSLSocket tls = port.connect()) {
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
      port.rig.route(server.port());
      try (SSLSocket tls = port.connect()) {
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
  void aDrainEndsIdleConnectionsAndTheListener() throws Exception {
    try (FakeServer server = FakeServer.answering(OK)) {
      TlsPort own = TlsPort.of(which, Transport.Kind.AUTO, certificates, Networks.NONE);
      own.rig.route(server.port());
      try (SSLSocket tls = own.connect()) {
        FakeServer.write(tls.getOutputStream(), GET + "\r\n");
        assertThat(Rig.readAnswer(tls.getInputStream())).endsWith("ok");
        int number = own.number();
        own.close();
        assertThat(tls.getInputStream().read()).isEqualTo(-1);
        await()
            .untilAsserted(() ->
                assertThatThrownBy(
                        () -> new Socket(InetAddress.getLoopbackAddress(), number).close())
                    .isInstanceOf(IOException.class));
      }
    }
  }
}
