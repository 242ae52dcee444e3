package io.ringway.balancer.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.balancer.forwarding.DebugToken;
import io.ringway.balancer.forwarding.TrustedProxies;
import io.ringway.balancer.http.Limits;
import io.ringway.balancer.proxyprotocol.ProxyHeaders;
import io.ringway.balancer.transport.Transport;
import io.ringway.protocol.KeyRule;
import io.ringway.protocol.address.Networks;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Clients whose proxy begins each connection with a header of the PROXY protocol. */
class ProxyProtocolClientsTests {

  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n";
  private static final String LAST = GET + "Connection: close\r\n\r\n";
  private static final byte[] LINE = ProxyHeaders.line("PROXY TCP4 192.0.2.1 192.0.2.2 49152 80");
  private static final byte[] BLOCK =
      ProxyHeaders.block("21", "11", "c0000201" + "c0000202" + "c000" + "0050");

  private FakeServer server;

  @BeforeEach
  void start() throws IOException {
    server = FakeServer.answering(OK);
  }

  @AfterEach
  void stop() {
    Cutter.stop();
    server.close();
  }

  private Rig rig(Transport.Kind kind, String from, String trusted) {
    Rig rig =
        new Rig(
            kind,
            new HttpRules(
                Limits.DEFAULT,
                new ClientTimeouts(300, 400, 60_000),
                TrustedProxies.parse(trusted, TrustedProxies.Header.X_FORWARDED_FOR),
                DebugToken.NONE,
                Networks.parse(from),
                false,
                HttpRules.SPLICE_FROM));
    rig.route(server.port());
    return rig;
  }

  private static String exchange(Rig rig, byte[] preface, String request) throws IOException {
    try (Socket socket = rig.connect()) {
      socket.getOutputStream().write(preface);
      FakeServer.write(socket.getOutputStream(), request);
      return Rig.readAll(socket.getInputStream());
    }
  }

  @ParameterizedTest
  @EnumSource(Transport.Kind.class)
  void theAddressInTheHeaderIsTheClients(Transport.Kind kind) throws IOException {
    try (Rig rig = rig(kind, "127.0.0.0/8", "")) {
      assertThat(exchange(rig, LINE, GET + "\r\n" + LAST)).contains("ok").endsWith("ok");
      assertThat(exchange(rig, BLOCK, LAST)).endsWith("ok");
      assertThat(server.heads).hasSize(3);
      assertThat(server.heads)
          .allMatch(head -> head.contains("\r\nX-Forwarded-For: 192.0.2.1\r\n"))
          .allMatch(head -> head.contains("\r\nForwarded: for=192.0.2.1;"));
    }
  }

  @Test
  void theHeaderAndTheRequestsMayBeCutAnywhere() throws IOException {
    try (Rig rig = rig(Transport.Kind.AUTO, "127.0.0.1", "")) {
      for (int seed = 0; seed < 50; seed++) {
        Cutter.cutWith(seed);
        byte[] preface = seed % 2 == 0 ? LINE : BLOCK;
        assertThat(exchange(rig, preface, GET + "\r\n" + LAST)).endsWith("ok");
      }
      assertThat(server.heads)
          .hasSize(100)
          .allMatch(head -> head.contains("\r\nX-Forwarded-For: 192.0.2.1\r\n"));
    }
  }

  @Test
  void aClientOfTlsMayRequestAnHttpsUrlAndTheServerSeesHttps() throws IOException {
    byte[] overTls =
        ProxyHeaders.block(
            "21", "11", "c0000201" + "c0000202" + "c000" + "01bb" + "20" + "0005" + "0100000000");
    String request = LAST.replace("GET /", "GET https://shop.example/x");
    try (Rig rig = rig(Transport.Kind.AUTO, "127.0.0.1", "")) {
      assertThat(exchange(rig, BLOCK, request)).contains("Ringway-Reason: bad-target\r\n");
      assertThat(exchange(rig, LINE, request)).contains("Ringway-Reason: bad-target\r\n");
      assertThat(server.heads).isEmpty();
      assertThat(exchange(rig, overTls, request)).endsWith("ok");
      assertThat(server.heads.getFirst())
          .startsWith("GET /x HTTP/1.1\r\nHost: shop.example\r\n")
          .contains(
              "\r\nX-Forwarded-Proto: https\r\n",
              "\r\nX-Forwarded-Port: 443\r\n",
              ";proto=https\r\n");
    }
  }

  @Test
  void aProxyThatSpeaksForItselfIsTheClient() throws IOException {
    try (Rig rig = rig(Transport.Kind.AUTO, "127.0.0.1", "")) {
      for (byte[] own :
          List.of(
              ProxyHeaders.line("PROXY UNKNOWN"),
              ProxyHeaders.block("20", "00", ""),
              ProxyHeaders.block("21", "00", ""))) {
        assertThat(exchange(rig, own, LAST)).endsWith("ok");
      }
      assertThat(server.heads)
          .hasSize(3)
          .allMatch(head -> head.contains("\r\nX-Forwarded-For: 127.0.0.1\r\n"));
    }
  }

  @Test
  void theAddressInTheHeaderIsTheKeyAndMayBeATrustedProxy() throws IOException {
    try (FakeServer other = FakeServer.answering(OK);
        Rig rig = rig(Transport.Kind.AUTO, "127.0.0.1", "192.0.2.1")) {
      rig.keys = List.of(new KeyRule.ClientAddress());
      rig.route(server.port(), other.port());
      Set<String> names = new HashSet<>();
      for (int i = 2; i < 42; i++) {
        byte[] line = ProxyHeaders.line("PROXY TCP4 192.0.2." + i + " 192.0.2.2 49152 80");
        String answer = exchange(rig, line, LAST);
        int at = answer.indexOf("Ringway-Server: ");
        names.add(answer.substring(at, answer.indexOf('\r', at)));
      }
      assertThat(names).hasSize(2);
      server.heads.clear();
      rig.route(server.port());
      String named = LAST.replace("Host", "X-Forwarded-For: 203.0.113.9\r\nHost");
      assertThat(exchange(rig, LINE, named)).endsWith("ok");
      assertThat(server.heads.getFirst())
          .contains("\r\nX-Forwarded-For: 203.0.113.9, 192.0.2.1\r\n");
    }
  }

  @Test
  void aConnectionThatBeginsOtherwiseIsClosedWithoutAResponseAndReachesNoServer()
      throws IOException {
    try (Rig rig = rig(Transport.Kind.AUTO, "127.0.0.1", "")) {
      for (String other :
          List.of("", "PROXY TCP5 1 2\r\n", "\r\n\r\n\0\r\nQUIZ\n", "\u0016\u0003\u0001")) {
        byte[] bytes = other.getBytes(StandardCharsets.ISO_8859_1);
        assertThat(exchange(rig, bytes, LAST)).isIn("", "<reset>");
      }
      assertThat(server.heads).isEmpty();
      assertThat(rig.metrics()).contains("ringway_client_connections_refused_total 4\n");
    }
  }

  @Test
  void aHeaderThatDoesNotEndIsClosedWhenItsTimeIsOver() throws IOException {
    try (Rig rig = rig(Transport.Kind.AUTO, "127.0.0.1", "")) {
      assertThat(exchange(rig, new byte[] {'P', 'R'}, "")).isEmpty();
      assertThat(exchange(rig, new byte[0], "")).isEmpty();
    }
  }

  @Test
  void noOtherPeerMaySendOne() throws IOException {
    try (Rig rig = rig(Transport.Kind.AUTO, "10.0.0.0/8", "")) {
      assertThat(exchange(rig, LINE, LAST)).startsWith("HTTP/1.1 400 ");
      assertThat(exchange(rig, new byte[0], LAST)).endsWith("ok");
      assertThat(server.heads).hasSize(1);
    }
  }
}
