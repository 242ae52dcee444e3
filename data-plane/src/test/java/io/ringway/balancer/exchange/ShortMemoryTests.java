package io.ringway.balancer.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ringway.protocol.Timeouts;
import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** The features that give way while memory is short, and that come back by themselves. */
class ShortMemoryTests {

  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private static final String GET = "GET /?key=1 HTTP/1.1\r\nHost: a\r\n\r\n";
  private static final int BODY = 8 << 20;

  @Test
  void newRequestsAre503WhileMemoryIsFullAndServedAfterwards() throws IOException {
    try (Rig rig = new Rig();
        FakeServer server = FakeServer.answering(OK)) {
      rig.route(server.port());
      rig.memoryUsed = 751;
      assertThat(rig.exchange(GET))
          .startsWith("HTTP/1.1 503 ")
          .contains("Ringway-Reason: out-of-memory", "Retry-After: 1", "Connection: close");
      assertThat(rig.metrics()).contains("ringway_memory_refused_total 1\n");
      assertThat(server.heads).isEmpty();
      rig.memoryUsed = 750;
      try (Socket client = rig.connect()) {
        FakeServer.write(client.getOutputStream(), GET);
        assertThat(Rig.readAnswer(client.getInputStream())).endsWith("ok");
      }
    }
  }

  @Test
  void aFullHeapTakesNoConnection() throws IOException {
    try (Rig rig = new Rig();
        FakeServer server = FakeServer.answering(OK)) {
      rig.route(server.port());
      rig.heapFull = true;
      assertThat(rig.exchange(""))
          .startsWith("HTTP/1.1 503 ")
          .contains("Ringway-Reason: out-of-memory");
    }
  }

  @Test
  void aFullHeapReadsNoHead() throws IOException {
    try (Rig rig = new Rig();
        FakeServer server = FakeServer.answering(OK);
        Socket client = rig.connect()) {
      rig.route(server.port());
      FakeServer.write(client.getOutputStream(), GET);
      assertThat(Rig.readAnswer(client.getInputStream())).endsWith("ok");
      rig.heapFull = true;
      FakeServer.write(client.getOutputStream(), "GET /half");
      assertThat(Rig.readAnswer(client.getInputStream()))
          .startsWith("HTTP/1.1 503 ")
          .contains("Ringway-Reason: out-of-memory");
    }
  }

  private static void hold(CountDownLatch latch) throws IOException {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  @Test
  void aResponseUnderWayGoesOnWhileMemoryIsFull() throws Exception {
    CountDownLatch full = new CountDownLatch(1);
    AtomicLong written = new AtomicLong();
    byte[] block = new byte[16 << 10];
    try (Rig rig = new Rig();
        FakeServer server =
            new FakeServer((head, in, out) -> {
              FakeServer.write(out, "HTTP/1.1 200 OK\r\nContent-Length: " + BODY + "\r\n\r\n");
              hold(full);
              for (int sent = 0; sent < BODY; sent += block.length) {
                out.write(block);
                written.addAndGet(block.length);
              }
              return true;
            });
        Socket client = rig.connect()) {
      rig.timeouts = new Timeouts(500, 5_000, 30_000);
      rig.route(server.port());
      FakeServer.write(client.getOutputStream(), GET);
      FakeServer.readHead(client.getInputStream());
      rig.memoryUsed = 900;
      full.countDown();
      client.getInputStream().skipNBytes(BODY);
      assertThat(written).hasValue(BODY);
    }
  }

  @Test
  void aBodyUnderWayGoesOnWhileMemoryIsFull() throws Exception {
    AtomicLong taken = new AtomicLong();
    try (Rig rig = new Rig();
        FakeServer server =
            new FakeServer((head, in, out) -> {
              byte[] block = new byte[16 << 10];
              while (taken.get() < BODY) {
                int length = in.read(block);
                if (length < 0) {
                  return false;
                }
                taken.addAndGet(length);
              }
              FakeServer.write(out, OK);
              return true;
            });
        Socket client = rig.connect()) {
      rig.timeouts = new Timeouts(500, 5_000, 30_000);
      rig.route(server.port());
      FakeServer.write(
          client.getOutputStream(),
          "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + BODY + "\r\n\r\n");
      await().until(() -> server.heads.size() == 1);
      rig.memoryUsed = 900;
      client.getOutputStream().write(new byte[BODY]);
      assertThat(Rig.readAnswer(client.getInputStream())).endsWith("ok");
    }
  }
}
