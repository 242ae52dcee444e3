package io.ringway.balancer.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.balancer.forwarding.DebugToken;
import io.ringway.balancer.forwarding.TrustedProxies;
import io.ringway.balancer.http.Limits;
import io.ringway.balancer.transport.Transport;
import io.ringway.protocol.Timeouts;
import io.ringway.protocol.address.Networks;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Peers that take less in the idle time than the kernel takes for them at once, but never stop: the
 * balancer sees no write complete for longer than that, and they are not idle.
 */
class SteadyReaderTests {

  private static final int IDLE = 2_000;
  private static final int BLOCK = 800;
  private static final int BLOCKS = 60;
  private static final int LARGE = 8 << 20;

  @TempDir Path folder;

  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();

  @AfterEach
  void stop() {
    clock.shutdownNow();
  }

  private static Rig rig(Transport.Kind kind, int spliceFrom) {
    return new Rig(
        kind,
        new HttpRules(
            Limits.DEFAULT,
            ClientTimeouts.DEFAULT,
            TrustedProxies.NOBODY,
            DebugToken.NONE,
            Networks.NONE,
            false,
            spliceFrom));
  }

  /** Reads a block each 100 ms. */
  private void readSteadily(InputStream in, int block) throws Exception {
    CompletableFuture<Void> read = new CompletableFuture<>();
    int[] left = {BLOCKS};
    var _ =
        clock.scheduleAtFixedRate(
            () -> {
              try {
                in.skipNBytes(block);
                if (--left[0] == 0) {
                  read.complete(null);
                }
              } catch (IOException e) {
                read.completeExceptionally(e);
              }
            },
            100,
            100,
            TimeUnit.MILLISECONDS);
    read.get(60, TimeUnit.SECONDS);
    clock.shutdown();
  }

  private static FakeServer large() throws IOException {
    return new FakeServer((head, in, out) -> {
      FakeServer.write(out, "HTTP/1.1 200 OK\r\nContent-Length: " + LARGE + "\r\n\r\n");
      out.write(new byte[LARGE]);
      return true;
    });
  }

  @ParameterizedTest
  @CsvSource({"IO_URING, 131072", "EPOLL, 131072", "IO_URING, 0", "EPOLL, 0"})
  void aClientThatTakesBytesIsNotIdle(Transport.Kind kind, int spliceFrom) throws Exception {
    try (Rig rig = rig(kind, spliceFrom);
        FakeServer server = large();
        Socket client = new Socket()) {
      rig.timeouts = new Timeouts(10_000, 60_000, IDLE);
      rig.route(server.port());
      client.setReceiveBufferSize(4 << 10);
      client.setSoTimeout(20_000);
      client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), rig.port()));
      FakeServer.write(client.getOutputStream(), "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
      InputStream in = client.getInputStream();
      FakeServer.readHead(in);
      readSteadily(in, BLOCK);
      in.skipNBytes(LARGE - BLOCK * BLOCKS);
    }
  }

  /** The window of a client as it comes: acknowledged in steps that take longer than a pause. */
  @ParameterizedTest
  @CsvSource({"IO_URING, 131072", "EPOLL, 131072", "IO_URING, 0", "EPOLL, 0"})
  void norIsOneWhoseKernelAcknowledgesInLargeSteps(Transport.Kind kind, int spliceFrom)
      throws Exception {
    try (Rig rig = rig(kind, spliceFrom);
        FakeServer server = large();
        Socket client = new Socket()) {
      rig.timeouts = new Timeouts(10_000, 60_000, IDLE / 2);
      rig.route(server.port());
      client.setReceiveBufferSize(64 << 10);
      client.setSoTimeout(20_000);
      client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), rig.port()));
      FakeServer.write(client.getOutputStream(), "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
      InputStream in = client.getInputStream();
      FakeServer.readHead(in);
      readSteadily(in, 3 * BLOCK);
      in.skipNBytes(LARGE - 3 * BLOCK * BLOCKS);
    }
  }

  @Test
  void norIsOneThatTakesThemOverTls() throws Exception {
    try (TlsPort port =
            new TlsPort(
                TlsPort.Which.BESIDE_MAIN,
                rig(Transport.Kind.AUTO, 0),
                TlsPort.anyCertificate(folder));
        FakeServer server = large();
        Socket client = port.plain()) {
      port.rig.timeouts = new Timeouts(10_000, 60_000, IDLE);
      port.rig.route(server.port());
      client.setReceiveBufferSize(4 << 10);
      Socket tls = TlsPort.over(client, "TLSv1.3", "");
      FakeServer.write(tls.getOutputStream(), "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
      InputStream in = tls.getInputStream();
      FakeServer.readHead(in);
      readSteadily(in, 3 * BLOCK);
    }
  }

  @ParameterizedTest
  @CsvSource({"IO_URING", "EPOLL"})
  void norIsAServerThatTakesARequest(Transport.Kind kind) throws Exception {
    CompletableFuture<Void> taken = new CompletableFuture<>();
    try (Rig rig = rig(kind, 0);
        FakeServer server =
            new FakeServer((head, in, out) -> {
              try {
                readSteadily(in, 8 * BLOCK);
                taken.complete(null);
              } catch (Exception e) {
                taken.completeExceptionally(e);
              }
              in.skipNBytes(LARGE - 8 * BLOCK * BLOCKS);
              FakeServer.write(out, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
              return true;
            });
        Socket client = rig.connect()) {
      rig.timeouts = new Timeouts(10_000, IDLE, IDLE);
      rig.route(server.port());
      client.setSoTimeout(30_000);
      var _ =
          FakeServer.writing(
              client,
              "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: "
                  + LARGE
                  + "\r\n\r\n"
                  + "x".repeat(LARGE));
      assertThat(Rig.readAnswer(client.getInputStream())).startsWith("HTTP/1.1 200 ");
      taken.get(10, TimeUnit.SECONDS);
    }
  }
}
