package io.ringway.balancer.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A connection that changed its protocol: RFC 9110 section 7.8. */
class TunnelTests {

  private final Tunnels tunnels = new Tunnels(60_000);

  @AfterEach
  void stop() {
    tunnels.close();
  }

  @Test
  void bytesGoBothWaysWhateverTheyMean() throws IOException {
    try (FakeServer server = Tunnels.echoing();
        Socket client = tunnels.open(server)) {
      for (String said : new String[] {"GET / HTTP/1.1\r\n\r\n", "\0\1\2\n", "0\r\n\r\n"}) {
        FakeServer.write(client.getOutputStream(), said);
        assertThat(Tunnels.read(client, said.length())).isEqualTo(said);
      }
      assertThat(server.heads).hasSize(1);
    }
  }

  @Test
  void whatTheClientSaidTooEarlyIsNotLost() throws IOException {
    try (FakeServer server = Tunnels.echoing();
        Socket client = tunnels.open(server, "early")) {
      FakeServer.write(client.getOutputStream(), " and late");
      assertThat(Tunnels.read(client, 14)).isEqualTo("early and late");
    }
  }

  @Test
  void aSlowSideHoldsTheOtherOneBack() throws Exception {
    int total = 64 << 20;
    AtomicLong written = new AtomicLong();
    try (FakeServer server =
            Tunnels.switching((head, in, out) -> {
              byte[] block = new byte[64 << 10];
              for (int sent = 0; sent < total; sent += block.length) {
                out.write(block);
                written.addAndGet(block.length);
              }
              return true;
            });
        Socket client = tunnels.open(server)) {
      // Nothing is read: the server comes to a stop far from the end.
      AtomicLong before = new AtomicLong(-1);
      await()
          .pollInterval(Duration.ofMillis(200))
          .until(() -> before.getAndSet(written.get()) == written.get() && written.get() > 0);
      assertThat(written.get()).isLessThan(total / 2);
      assertThat(client.getInputStream().readNBytes(total)).hasSize(total);
    }
  }

  @Test
  void bothDirectionsAtOnceLoseNothing() throws Exception {
    byte[] bytes = new byte[8 << 20];
    new Random(1).nextBytes(bytes);
    try (FakeServer server = Tunnels.echoing();
        Socket client = tunnels.open(server)) {
      CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> send(client, bytes));
      byte[] back = client.getInputStream().readNBytes(bytes.length);
      writing.get(5, TimeUnit.SECONDS);
      assertThat(crc(back)).isEqualTo(crc(bytes));
    }
  }

  private static void send(Socket to, byte[] bytes) {
    try {
      OutputStream out = to.getOutputStream();
      out.write(bytes);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long crc(byte[] bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    return crc.getValue();
  }

  @Test
  void aTunnelIsCountedAsInFlight() throws IOException {
    try (FakeServer server = Tunnels.echoing()) {
      try (Socket client = tunnels.open(server)) {
        assertThat(tunnels.rig.metrics())
            .contains("\nringway_in_flight{cluster=\"test\",server=\"s1\"} 1\n");
      }
      await()
          .until(() ->
              tunnels
                  .rig
                  .metrics()
                  .contains("\nringway_in_flight{cluster=\"test\",server=\"s1\"} 0\n"));
    }
  }
}
