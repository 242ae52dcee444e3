package io.ringway.balancer.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.balancer.listener.PortRules;
import java.io.IOException;
import java.net.Socket;
import java.util.HexFormat;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;

/** Clients of either port with TLS that are turned away before their first request. */
class TlsRefusalsTests extends EitherTlsPort {

  private static final String LAST = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

  @Test
  void plainHttpIsToldToUseHttps() throws IOException {
    try (Socket socket = port.plain()) {
      FakeServer.write(socket.getOutputStream(), LAST);
      assertThat(Rig.readAll(socket.getInputStream()))
          .startsWith("HTTP/1.1 400 Bad Request\r\n")
          .contains("Ringway-Reason: tls-expected\r\n", "Connection: close\r\n", "use https");
    }
  }

  @Test
  void otherBytesAreClosedWithoutAWord() throws IOException {
    try (Socket socket = port.plain()) {
      socket.getOutputStream().write(new byte[] {0, 1, 2});
      assertThat(Rig.readAll(socket.getInputStream())).isIn("", "<reset>");
    }
  }

  @Test
  void tlsOnThePlainPortIsRefusedAtItsFirstBytes() throws IOException {
    try (Socket socket = port.rig.connect()) {
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
  void tls11IsRefusedWithAnAlert() throws IOException {
    try (Socket socket = port.plain()) {
      socket.getOutputStream().write(HELLO_OF_TLS_1_1);
      byte[] alert = socket.getInputStream().readNBytes(7);
      assertThat(alert).hasSize(7);
      assertThat(alert[0]).as("alert").isEqualTo((byte) 21);
      assertThat(alert[6]).as("protocol_version").isEqualTo((byte) 70);
    }
  }

  @Test
  void silenceBeforeOrWithinTheHandshakeIsClosed() throws IOException {
    for (int bytes : List.of(0, 1, 20)) {
      try (Socket socket = port.plain()) {
        socket.getOutputStream().write(HELLO_OF_TLS_1_1, 0, bytes);
        assertThat(Rig.readAll(socket.getInputStream())).doesNotContain("HTTP");
      }
    }
  }

  @Test
  void oneConnectionTooManyIsClosedWithoutAWord() throws Exception {
    try (FakeServer server = FakeServer.answering(OK);
        TlsPort own =
            new TlsPort(which, new Rig(new PortRules(1, false, 3_600_000), 10), certificates)) {
      own.rig.route(server.port());
      try (SSLSocket first = own.connect()) {
        try (Socket second = own.plain()) {
          assertThat(Rig.readAll(second.getInputStream())).isIn("", "<reset>");
        }
        assertThat(TlsPort.exchange(first, LAST)).endsWith("ok");
      }
    }
  }
}
