package io.ringway.balancer.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ringway.balancer.telemetry.Exposition;
import io.ringway.balancer.transport.Transport;
import io.ringway.protocol.Timeouts;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Clients that read less than their servers send. */
class SlowReaderTests {

  private static final int BODY = 32 << 20;
  private static final int MOST = 768 << 10;

  private final AtomicLong written = new AtomicLong();
  private long seen;

  private FakeServer server() throws Exception {
    byte[] block = new byte[16 << 10];
    return new FakeServer((head, in, out) -> {
      FakeServer.write(out, "HTTP/1.1 200 OK\r\nContent-Length: " + BODY + "\r\n\r\n");
      for (int sent = 0; sent < BODY; sent += block.length) {
        out.write(block);
        written.addAndGet(block.length);
      }
      return true;
    });
  }

  private boolean stands() {
    long now = written.get();
    boolean same = now == seen && now > 0;
    seen = now;
    return same;
  }

  /**
   * The bytes that wait for the client are in this process and in the kernel, each at most 128 KiB
   * and what is on its way beside.
   */
  @ParameterizedTest
  @EnumSource(
      value = Transport.Kind.class,
      names = {"IO_URING", "EPOLL"})
  void aReaderThatStopsHoldsItsServerBackAndStillGetsAllOfItsResponse(Transport.Kind kind)
      throws Exception {
    try (Rig rig = new Rig(kind);
        FakeServer server = server();
        Socket client = new Socket()) {
      rig.timeouts = new Timeouts(500, 5_000, 30_000);
      rig.route(server.port());
      client.setReceiveBufferSize(4_096);
      client.setSoTimeout(8_000);
      client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), rig.port()));
      FakeServer.write(client.getOutputStream(), "GET /?key=1 HTTP/1.1\r\nHost: a\r\n\r\n");
      await()
          .during(Duration.ofMillis(400))
          .pollInterval(Duration.ofMillis(100))
          .until(this::stands);
      assertThat(written).as("the server waits").hasValueLessThan(BODY);
      assertThat(Exposition.of(rig.metrics()).value("ringway_client_sent_bytes_total{}"))
          .as("what was taken from it for the client")
          .isLessThan(MOST);
      InputStream in = client.getInputStream();
      FakeServer.readHead(in);
      in.skipNBytes(BODY);
      assertThat(written).hasValue(BODY);
    }
  }

  @Test
  void aReaderThatHasHalfClosedStillGetsAllOfItsResponse() throws Exception {
    try (Rig rig = new Rig();
        FakeServer server = server();
        Socket client = new Socket()) {
      rig.timeouts = new Timeouts(500, 5_000, 30_000);
      rig.answeringHalfClosed().route(server.port());
      client.setReceiveBufferSize(4_096);
      client.setSoTimeout(8_000);
      client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), rig.port()));
      FakeServer.write(client.getOutputStream(), "GET /?key=1 HTTP/1.1\r\nHost: a\r\n\r\n");
      InputStream in = client.getInputStream();
      FakeServer.readHead(in);
      client.shutdownOutput();
      in.skipNBytes(BODY);
      assertThat(in.read()).isEqualTo(-1);
    }
  }
}
