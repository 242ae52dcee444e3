package io.ringway.balancer.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ringway.balancer.telemetry.ReportSender;
import io.ringway.balancer.telemetry.TelemetryMerger;
import io.ringway.protocol.Codec;
import io.ringway.protocol.HotKey;
import io.ringway.protocol.HotKeys;
import io.ringway.protocol.KeyTally;
import io.ringway.protocol.Message;
import io.ringway.protocol.Pin;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Real requests through the real listeners, up to the report of the balancer. */
class HotKeysInTrafficTests {

  private final Rig rig = new Rig();
  private final List<Message.Report> sent = new CopyOnWriteArrayList<>();
  private FakeServer server;
  private TelemetryMerger telemetryMerger;

  @BeforeEach
  void start() throws IOException {
    server = FakeServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    telemetryMerger =
        new TelemetryMerger(
            rig.telemetry,
            rig.health,
            () -> rig.active.current().snapshot(),
            rig.upstreams::resolution,
            new ReportSender() {
              @Override
              public boolean ready() {
                return true;
              }

              @Override
              public boolean report(Message.Report report) {
                return sent.add(report);
              }
            },
            InstantSource.system());
  }

  @AfterEach
  void stop() {
    telemetryMerger.close();
    rig.close();
    server.close();
  }

  private void show(boolean keys) {
    rig.steering = rig.steering.showing(keys);
    rig.route(server.port());
    telemetryMerger.start();
  }

  /** Many requests on one connection; two connections use both event loops. */
  private void send(String... heads) throws IOException {
    for (int connection = 0; connection < 2; connection++) {
      try (Socket socket = rig.connect()) {
        for (String head : heads) {
          socket.getOutputStream().write((head + "\r\n").getBytes(StandardCharsets.UTF_8));
          Rig.readAnswer(socket.getInputStream());
        }
      }
    }
  }

  private static String asked(String key) {
    return "GET / HTTP/1.1\r\nHost: h\r\nX-Key: " + key + "\r\n";
  }

  private HotKeys reported(long requests) {
    await().atMost(Duration.ofSeconds(20)).until(() -> sum().requests() == requests);
    return sum();
  }

  private HotKeys sum() {
    KeyTally tally = new KeyTally();
    sent.forEach(report -> tally.add(report.clusters().getFirst().hotKeys()));
    return tally.top(100);
  }

  @Test
  void requestsWithAKeyAreCountedOnceAndThoseWithoutAreNot() throws IOException {
    show(true);
    send(
        asked("hot"),
        asked("hot"),
        "GET /?key=hot HTTP/1.1\r\nHost: h\r\n",
        asked("ключ"),
        asked("<script>alert(1)</script>"),
        asked("k".repeat(5_000)),
        "GET / HTTP/1.1\r\nHost: h\r\n",
        "GET /?key= HTTP/1.1\r\nHost: h\r\n");
    HotKeys found = reported(12);
    assertThat(found.keys().getFirst()).isEqualTo(new HotKey(Pin.fingerprint("hot"), "hot", 6, 0));
    assertThat(found.keys())
        .extracting(HotKey::key)
        .containsExactlyInAnyOrder(
            "hot", "ключ", "<script>alert(1)</script>", "k".repeat(256) + "…");
    assertThat(found.keys())
        .extracting(HotKey::hash)
        .contains(Pin.fingerprint("ключ"), Pin.fingerprint("k".repeat(5_000)));
  }

  @Test
  void keysAreNotInTheReportOfAClusterThatDoesNotShowThem() throws IOException {
    show(false);
    send(asked("secret-token"), asked("secret-token"));
    assertThat(reported(4).keys())
        .containsExactly(new HotKey(Pin.fingerprint("secret-token"), "", 4, 0));
    assertThat(sent).noneMatch(report -> Codec.encode(report).contains("secret"));
  }

  @Test
  void aRetriedRequestCountsOnce() throws IOException {
    try (FakeServer broken = new FakeServer((_, _, _) -> false)) {
      rig.steering = rig.steering.showing(true);
      rig.route(broken.port(), server.port());
      telemetryMerger.start();
      for (int i = 0; i < 10; i++) {
        send(asked("key-" + i));
      }
      assertThat(reported(20).keys()).hasSize(10).allMatch(key -> key.count() == 2);
    }
  }
}
