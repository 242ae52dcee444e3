package io.ringway.balancer.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The end of a tunnel, and the bytes that still pass then. */
class TunnelEndTests {

  private final Tunnels tunnels = new Tunnels(60_000);

  @AfterEach
  void stop() {
    tunnels.close();
  }

  @Test
  void aClientThatSaysNoMoreStillHears() throws IOException {
    try (FakeServer server =
            Tunnels.switching((head, in, out) -> {
              byte[] all = in.readAllBytes();
              FakeServer.write(out, "heard " + all.length);
              return true;
            });
        Socket client = tunnels.open(server)) {
      FakeServer.write(client.getOutputStream(), "12345");
      client.shutdownOutput();
      assertThat(Rig.readAll(client.getInputStream())).isEqualTo("heard 5");
    }
  }

  @Test
  void aClientThatSaidAllBeforeTheTunnelOpenedIsHeard() throws IOException {
    try (FakeServer server = Tunnels.echoing()) {
      tunnels.rig.answeringHalfClosed().route(server.port());
      try (Socket client = tunnels.rig.connect()) {
        FakeServer.write(client.getOutputStream(), Tunnels.UPGRADE + "all");
        client.shutdownOutput();
        assertThat(Rig.readAll(client.getInputStream())).endsWith("\r\n\r\nall");
      }
    }
  }

  @Test
  void aServerThatSaysNoMoreStillHears() throws Exception {
    CompletableFuture<String> heard = new CompletableFuture<>();
    AtomicReference<FakeServer> self = new AtomicReference<>();
    try (FakeServer server =
        Tunnels.switching((head, in, out) -> {
          FakeServer.write(out, "bye");
          self.get().halfClose();
          heard.complete(Rig.readAll(in));
          return true;
        })) {
      self.set(server);
      try (Socket client = tunnels.open(server)) {
        assertThat(Rig.readAll(client.getInputStream())).isEqualTo("bye");
        FakeServer.write(client.getOutputStream(), "still here");
        client.shutdownOutput();
        assertThat(heard.get(5, TimeUnit.SECONDS)).isEqualTo("still here");
      }
    }
  }

  @Test
  void aTunnelInWhichNobodySpeaksIsClosed() throws IOException {
    try (Tunnels brief = new Tunnels(200);
        FakeServer server = Tunnels.echoing();
        Socket client = brief.open(server)) {
      FakeServer.write(client.getOutputStream(), "x");
      assertThat(Rig.readAll(client.getInputStream())).isEqualTo("x");
    }
  }

  @Test
  void aServerThatGoesAwayEndsTheTunnelAfterItsLastWord() throws IOException {
    try (FakeServer server =
            Tunnels.switching((head, in, out) -> {
              FakeServer.write(out, "last");
              return true;
            });
        Socket client = tunnels.open(server)) {
      assertThat(Rig.readAll(client.getInputStream())).isEqualTo("last");
    }
  }

  @Test
  void aClientThatGoesAwayEndsTheTunnel() throws Exception {
    CompletableFuture<Integer> end = new CompletableFuture<>();
    try (FakeServer server =
        Tunnels.switching((head, in, out) -> {
          end.complete(in.read());
          return true;
        })) {
      tunnels.open(server).close();
      assertThat(end.get(5, TimeUnit.SECONDS)).isEqualTo(-1);
    }
  }

  @Test
  void aDrainLetsItLiveUntilTheDrainTimeIsOver() throws Exception {
    try (FakeServer server = Tunnels.echoing();
        Socket client = tunnels.open(server)) {
      CompletableFuture<Void> drained =
          tunnels.rig.listeners.drain(Duration.ofMillis(1_500)).toCompletableFuture();
      // Longer than an idle connection would live.
      assertThatThrownBy(() -> drained.get(900, TimeUnit.MILLISECONDS))
          .isInstanceOf(TimeoutException.class);
      FakeServer.write(client.getOutputStream(), "alive");
      assertThat(Tunnels.read(client, 5)).isEqualTo("alive");
      drained.get(5, TimeUnit.SECONDS);
      assertThat(client.getInputStream().read()).isNegative();
    }
  }

  @Test
  void aServerThatLeavesTheRingKeepsItsTunnelForTheDrainTime() throws IOException {
    try (FakeServer server = Tunnels.echoing();
        FakeServer other = Tunnels.echoing();
        Socket client = tunnels.open(server)) {
      tunnels.rig.route(other.port());
      FakeServer.write(client.getOutputStream(), "alive");
      assertThat(Tunnels.read(client, 5)).isEqualTo("alive");
      assertThat(client.getInputStream().read()).isNegative();
    }
  }
}
