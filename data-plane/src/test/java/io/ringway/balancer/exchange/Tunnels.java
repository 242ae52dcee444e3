package io.ringway.balancer.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.balancer.forwarding.TrustedProxies;
import io.ringway.balancer.http.Limits;
import io.ringway.balancer.transport.Transport;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Tunnels through a rig, between a client and a server that follows a script. */
final class Tunnels implements AutoCloseable {

  static final String UPGRADE =
      "GET /?key=1 HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
  private static final String SWITCHING =
      "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";

  final Rig rig;

  /** With tunnels that may be silent for this long. */
  Tunnels(int idleMillis) {
    rig =
        new Rig(
            Transport.Kind.AUTO,
            new HttpRules(
                Limits.DEFAULT,
                new ClientTimeouts(10_000, 75_000, idleMillis),
                TrustedProxies.NOBODY));
  }

  /** A server that changes the protocol and then does as the script says. */
  static FakeServer switching(FakeServer.Script script) throws IOException {
    return new FakeServer((head, in, out) -> {
      FakeServer.write(out, SWITCHING);
      var _ = script.serve(head, in, out);
      return false;
    });
  }

  static FakeServer echoing() throws IOException {
    return switching((head, in, out) -> {
      in.transferTo(out);
      return true;
    });
  }

  Socket open(FakeServer server) throws IOException {
    return open(server, "");
  }

  /** Sends more before it is told that the tunnel is open. */
  Socket open(FakeServer server, String more) throws IOException {
    rig.route(server.port());
    Socket client = rig.connect();
    client.setTcpNoDelay(true);
    FakeServer.write(client.getOutputStream(), UPGRADE + more);
    assertThat(FakeServer.readHead(client.getInputStream()))
        .startsWith("HTTP/1.1 101 ")
        .contains("Connection: Upgrade\r\nUpgrade: websocket\r\n", "Ringway-Server: s1\r\n");
    return client;
  }

  static String read(Socket from, int length) throws IOException {
    return new String(from.getInputStream().readNBytes(length), StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() {
    rig.close();
  }
}
