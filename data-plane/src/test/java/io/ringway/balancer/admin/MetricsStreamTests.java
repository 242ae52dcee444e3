package io.ringway.balancer.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.management.ThreadMXBean;
import io.ringway.balancer.telemetry.Exposition;
import io.ringway.balancer.telemetry.MetricSource;
import io.ringway.balancer.telemetry.MetricType;
import io.ringway.balancer.telemetry.MetricsPage;
import io.ringway.protocol.ClusterConfig;
import io.ringway.protocol.ClusterSettings;
import io.ringway.protocol.ConfigSnapshot;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Metrics of many megabytes, read by fast, slow and vanishing clients. */
class MetricsStreamTests extends OpenAdminPort {

  private static final int SAMPLES = 400_000;
  private static final String LABELS =
      "cluster=\"shop-with-a-long-name\",server=\"app-server.internal.example\"";

  private final AtomicInteger written = new AtomicInteger();
  private final AtomicLong loopThread = new AtomicLong();
  private final HttpClient client = HttpClient.newHttpClient();

  @AfterEach
  void closeClient() {
    client.close();
  }

  @Override
  List<MetricSource> more() {
    return List.of(this::addMany);
  }

  /** Some 40 MB with all histograms. */
  private void addMany(MetricsPage page) {
    int samples = page.whole() ? 0 : SAMPLES;
    page.add(
        "test_many",
        MetricType.GAUGE,
        "Many.",
        samples,
        (i, out) -> {
          loopThread.set(Thread.currentThread().threadId());
          written.incrementAndGet();
          out.sample("test_many", LABELS, i);
        });
  }

  private void loadShop() {
    store.save(
        new ConfigSnapshot(
            3,
            7,
            "default",
            0,
            List.of(new ClusterConfig("c", "shop", ClusterSettings.DEFAULT, List.of()))));
    loadFromDisk();
  }

  private HttpResponse<byte[]> ask(String query, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port.port() + "/metrics" + query));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), BodyHandlers.ofByteArray());
  }

  private static String unpacked(byte[] body) throws IOException {
    return new String(
        new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes(), StandardCharsets.UTF_8);
  }

  @Test
  void theyArePackedForWhoTakesThat() throws Exception {
    loadShop();
    HttpResponse<byte[]> plain = ask("");
    assertThat(plain.headers().firstValue("Content-Encoding")).isEmpty();
    assertThat(plain.headers().firstValue("Vary")).hasValue("accept-encoding");
    HttpResponse<byte[]> packed = ask("", "Accept-Encoding", "br;q=1.0, gzip;q=0.8");
    assertThat(packed.headers().firstValue("Content-Encoding")).hasValue("gzip");
    assertThat(packed.body().length).isLessThan(plain.body().length / 2);
    assertThat(Exposition.of(unpacked(packed.body())).names())
        .isEqualTo(Exposition.of(new String(plain.body(), StandardCharsets.UTF_8)).names());
    assertThat(ask("", "Accept-Encoding", "gzip;q=0, *").headers().firstValue("Content-Encoding"))
        .isEmpty();
  }

  @Test
  void anUnknownClusterIsAnsweredWithWords() throws Exception {
    loadShop();
    HttpResponse<byte[]> answer = ask("?cluster=shop&cluster=shap");
    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(new String(answer.body(), StandardCharsets.UTF_8))
        .contains("There is no cluster 'shap'", "/metrics?cluster=");
    assertThat(ask("?latency=node").statusCode()).isEqualTo(400);
    assertThat(ask("?latency=server").statusCode()).isEqualTo(200);
  }

  @Test
  void aHeadRequestAndAnOldClientAreServedAndTheConnectionGoesOn() throws Exception {
    loadShop();
    String host = " HTTP/1.1\r\nHost: a\r\n";
    String both =
        exchange(
            String.join(
                "",
                "HEAD /metrics" + host + "\r\n",
                "GET /metrics" + host + "\r\n",
                "GET /live" + host + "Connection: close\r\n\r\n"));
    assertThat(both.split("HTTP/1.1 200 OK", -1)).as("in their order").hasSize(4);
    assertThat(both).endsWith("live\n");
    String old = exchange("GET /metrics HTTP/1.0\r\n\r\n");
    assertThat(old).doesNotContain("chunked").contains("connection: close");
    Exposition.of(old.substring(old.indexOf("\r\n\r\n") + 4));
  }

  @Test
  void aClientThatDoesNotReadHoldsNeitherMemoryNorTheLoop() throws Exception {
    loadShop();
    try (Socket slow = new Socket()) {
      slow.setReceiveBufferSize(64 * 1024);
      slow.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port.port()));
      slow.setSoTimeout(20_000);
      slow.getOutputStream()
          .write(
              "GET /metrics?cluster=shop HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      await().until(() -> written.get() > 0);
      assertThat(get("/live").statusCode()).isEqualTo(200);
      assertThat(ask("").statusCode()).as("another scrape").isEqualTo(200);
      assertThat(written.get()).as("made beyond what sockets hold").isLessThan(SAMPLES / 2);
      long lines = 0;
      InputStream in = slow.getInputStream();
      byte[] block = new byte[64 * 1024];
      for (int n = in.read(block); n >= 0; n = in.read(block)) {
        for (int i = 0; i < n; i++) {
          lines += block[i] == '}' ? 1 : 0;
        }
      }
      assertThat(lines)
          .as("all of them and those of the cluster")
          .isBetween((long) SAMPLES, SAMPLES + 99L);
    }
  }

  @Test
  void twoScrapesAtOnceAreWholeAndCheap() throws Exception {
    loadShop();
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    assertThat(ask("?cluster=shop", "Accept-Encoding", "gzip").statusCode()).isEqualTo(200);
    long before = threads.getThreadAllocatedBytes(loopThread.get());
    CompletableFuture<String> first = inBackground();
    CompletableFuture<String> second = inBackground();
    for (CompletableFuture<String> each : List.of(first, second)) {
      assertThat(each.get().lines().filter(line -> line.startsWith("test_many{"))).hasSize(SAMPLES);
    }
    long pieces = 2L * SAMPLES * (LABELS.length() + 20) / (16 * 1024);
    assertThat(threads.getThreadAllocatedBytes(loopThread.get()) - before)
        .as("a little for each piece, nothing for each sample")
        .isLessThan(pieces * 4_096);
  }

  private CompletableFuture<String> inBackground() {
    return CompletableFuture.supplyAsync(() -> {
      try {
        return unpacked(ask("?cluster=shop", "Accept-Encoding", "gzip").body());
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    });
  }
}
