package io.ringway.balancer.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.ringway.balancer.telemetry.Exposition;
import io.ringway.balancer.transport.Transport;
import io.ringway.protocol.Timeouts;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Long answers that the kernel moves from the server's socket to the client's. */
@ParameterizedClass
@EnumSource(
    value = Transport.Kind.class,
    names = {"IO_URING", "EPOLL"})
class SplicedResponseTests {

  @Parameter Transport.Kind kind = Transport.Kind.AUTO;

  private static final int LONG = 3 << 20;
  private static final String GET = "GET /?key=1 HTTP/1.1\r\nHost: a\r\n\r\n";

  private Rig rig;

  @BeforeEach
  void open() {
    rig = new Rig(kind);
    await().until(rig.listeners::splices);
  }

  @AfterEach
  void close() {
    if (rig != null) {
      rig.close();
    }
  }

  /** Bytes that would show if any were lost, doubled or moved. */
  private static byte[] pattern(int size, long seed) {
    byte[] bytes = new byte[size];
    new SplittableRandom(seed).nextBytes(bytes);
    return bytes;
  }

  private static void head(OutputStream out, int length, String more) throws IOException {
    FakeServer.write(out, "HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n" + more + "\r\n");
  }

  /** A server that says how long its answer is, and sends this much of it. */
  private static FakeServer serving(int length, String more, byte[] sent, boolean keepsOpen)
      throws IOException {
    return new FakeServer((head, in, out) -> {
      head(out, length, more);
      out.write(sent);
      return keepsOpen;
    });
  }

  private long spliced() {
    return (long) value("ringway_client_spliced_bytes_total{}");
  }

  private double value(String metric) {
    return Exposition.of(rig.metrics()).value(metric);
  }

  /** One whose kernel takes little for it. */
  private Socket slowClient() throws IOException {
    Socket client = new Socket();
    client.setReceiveBufferSize(4_096);
    client.setSoTimeout(8_000);
    client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), rig.port()));
    return client;
  }

  private static byte[] body(InputStream in) throws IOException {
    return FakeServer.readBody(FakeServer.readHead(in), in);
  }

  private static long openPipes() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
      return files.filter(SplicedResponseTests::isPipe).count();
    }
  }

  private static boolean isPipe(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString().startsWith("pipe:");
    } catch (IOException closed) {
      return false;
    }
  }

  @Test
  void everyByteArrivesInOrderAlsoInAPipeline() throws Exception {
    int[] sizes = {10, LONG, 200_000, 0, 131_072, 131_073, LONG + 1, 70_000, 1 << 20, 1};
    try (FakeServer server =
            new FakeServer((head, in, out) -> {
              int n = Integer.parseInt(head.replaceFirst("(?s).*?key=(\\d+).*", "$1"));
              head(out, sizes[n], "");
              byte[] all = pattern(sizes[n], n);
              for (int at = 0, step = 1; at < all.length; at += step, step = step * 3 % 99_991) {
                out.write(all, at, Math.min(step, all.length - at));
                out.flush();
              }
              return true;
            });
        Socket client = rig.connect()) {
      rig.route(server.port());
      StringBuilder all = new StringBuilder();
      for (int n = 0; n < sizes.length; n++) {
        all.append(GET.replace("key=1", "key=" + n));
      }
      FakeServer.write(client.getOutputStream(), all.toString());
      InputStream in = client.getInputStream();
      for (int n = 0; n < sizes.length; n++) {
        assertThat(body(in)).as("answer %d", n).isEqualTo(pattern(sizes[n], n));
      }
      assertThat(server.connections).as("the connection is given back each time").hasValue(1);
      assertThat(spliced()).isGreaterThan(2 * LONG);
    }
  }

  @Test
  void aShortResponseIsCopied() throws Exception {
    try (FakeServer server = serving(100_000, "", pattern(100_000, 1), true);
        Socket client = rig.connect()) {
      rig.route(server.port());
      FakeServer.write(client.getOutputStream(), GET);
      assertThat(body(client.getInputStream())).isEqualTo(pattern(100_000, 1));
      assertThat(spliced()).isZero();
    }
  }

  @Test
  void aServerThatClosesAfterItsResponseHasStillSentAllOfIt() throws Exception {
    try (FakeServer server = serving(LONG, "Connection: close\r\n", pattern(LONG, 2), false)) {
      rig.route(server.port());
      for (int i = 0; i < 100; i++) {
        try (Socket client = slowClient()) {
          FakeServer.write(client.getOutputStream(), GET);
          assertThat(body(client.getInputStream())).isEqualTo(pattern(LONG, 2));
        }
      }
    }
  }

  @Test
  void aServerThatBreaksOffBreaksTheResponseOff() throws Exception {
    try (FakeServer server = serving(LONG, "", pattern(LONG / 2, 3), false);
        Socket client = rig.connect()) {
      rig.route(server.port());
      FakeServer.write(client.getOutputStream(), GET);
      InputStream in = client.getInputStream();
      FakeServer.readHead(in);
      assertThat(catchThrowable(in::readAllBytes))
          .as("a reset, so that nobody takes the half for the whole")
          .isInstanceOf(IOException.class);
      assertThat(value("ringway_failures_total{cluster=test, server=s1}")).isEqualTo(1);
    }
  }

  /** The next request is there before the answer has ended, and would meet what follows it. */
  @Test
  void bytesOfAServerAfterItsResponseAreNoResponse() throws Exception {
    int size = 600_000;
    CountDownLatch said = new CountDownLatch(1);
    try (FakeServer server =
            new FakeServer((head, in, out) -> {
              head(out, size, "");
              out.write(pattern(size, 4));
              FakeServer.write(out, "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil");
              said.countDown();
              return true;
            });
        Socket client = slowClient()) {
      rig.route(server.port());
      FakeServer.write(client.getOutputStream(), GET + GET);
      said.await();
      InputStream in = client.getInputStream();
      assertThat(body(in)).isEqualTo(pattern(size, 4));
      assertThat(body(in)).isEqualTo(pattern(size, 4));
      assertThat(server.connections).hasValue(2);
    }
  }

  @Test
  void aClientThatReadsNothingIsNotItsServersFault() throws Exception {
    try (FakeServer server = serving(LONG, "", pattern(LONG, 7), true);
        Socket client = slowClient()) {
      rig.timeouts = new Timeouts(500, 5_000, 300); // it is cut after ten of these
      rig.route(server.port());
      FakeServer.write(client.getOutputStream(), GET);
      await().untilAsserted(() -> assertThat(value("ringway_client_connections_open{}")).isZero());
      assertThat(value("ringway_failures_total{cluster=test, server=s1}")).isZero();
    }
  }

  @Test
  void aClientThatLeavesFreesItsServerAndThePipe() throws Exception {
    long before = openPipes();
    CountDownLatch stopped = new CountDownLatch(1);
    AtomicLong written = new AtomicLong();
    try (FakeServer server =
        new FakeServer((head, in, out) -> {
          head(out, Integer.MAX_VALUE, "");
          byte[] block = new byte[64 << 10];
          try {
            while (true) {
              out.write(block);
              written.addAndGet(block.length);
            }
          } finally {
            stopped.countDown();
          }
        })) {
      rig.route(server.port());
      try (Socket client = rig.connect()) {
        FakeServer.write(client.getOutputStream(), GET);
        client.getInputStream().skipNBytes(LONG);
        assertThat(openPipes()).isGreaterThan(before);
      }
      stopped.await();
      await().until(() -> openPipes() == before);
    }
  }

  @Test
  void aClientThatHalfClosesGetsAllThatItAskedFor() throws Exception {
    try (FakeServer server = serving(LONG, "", pattern(LONG, 5), true);
        Socket client = rig.connect()) {
      rig.answeringHalfClosed().route(server.port());
      FakeServer.write(client.getOutputStream(), GET + GET);
      InputStream in = client.getInputStream();
      String head = FakeServer.readHead(in);
      client.shutdownOutput();
      assertThat(FakeServer.readBody(head, in)).isEqualTo(pattern(LONG, 5));
      assertThat(body(in)).isEqualTo(pattern(LONG, 5));
      assertThat(in.read()).isEqualTo(-1);
    }
  }

  @Test
  void aServerThatPausesTooLongWithinItsResponseIsBlamed() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    try (FakeServer server =
            new FakeServer((head, in, out) -> {
              head(out, LONG, "");
              out.write(pattern(LONG / 2, 6));
              try {
                over.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              return false;
            });
        Socket client = rig.connect()) {
      rig.route(server.port());
      FakeServer.write(client.getOutputStream(), GET);
      InputStream in = client.getInputStream();
      FakeServer.readHead(in);
      assertThat(catchThrowable(in::readAllBytes)).isInstanceOf(IOException.class);
      assertThat(value("ringway_failures_total{cluster=test, server=s1}")).isEqualTo(1);
      over.countDown();
    }
  }
}
