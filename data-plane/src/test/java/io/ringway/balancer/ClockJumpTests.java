package io.ringway.balancer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ringway.balancer.control.FakeControlPlane;
import io.ringway.balancer.settings.Settings;
import io.ringway.protocol.Message;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Jumps of the time of day, which only displayed times follow (row 136 of the faults). */
class ClockJumpTests {

  private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");

  @TempDir Path folder;
  private volatile Instant wall = NOON;

  private static String get(Socket over, String path) throws IOException {
    over.getOutputStream()
        .write(
            ("GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
    return RawHttp.head(over.getInputStream());
  }

  /** Returns the Date of a local response. */
  private static String date(Hello at) throws IOException {
    try (Socket socket = at.connect()) {
      socket
          .getOutputStream()
          .write("TRACE / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      return RawHttp.head(socket.getInputStream())
          .lines()
          .filter(line -> line.startsWith("Date: "))
          .findFirst()
          .orElse("none");
    }
  }

  private record Hello(int port, int adminPort) {
    Socket connect() throws IOException {
      Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.setSoTimeout(5_000);
      return socket;
    }

    String metrics() throws IOException, InterruptedException {
      try (HttpClient client = HttpClient.newHttpClient()) {
        URI uri = URI.create("http://127.0.0.1:" + adminPort + "/metrics");
        return client
            .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
            .body();
      }
    }
  }

  @Test
  void anHourForwardOrBackFailsNoRequestAndNoServer() throws Exception {
    try (FakeControlPlane control = new FakeControlPlane();
        Backend server = new Backend()) {
      Settings settings = new Settings();
      new CommandLine(settings)
          .parseArgs(
              "--port=0",
              "--admin-port=0",
              "--bind=127.0.0.1",
              "--threads=1",
              "--data=" + folder,
              "--control=http://127.0.0.1:" + control.port());
      RunningBalancer balancer =
          RunningBalancer.start(
              settings,
              Map.of("RINGWAY_BALANCER_TOKEN", FakeControlPlane.TOKEN),
              () -> wall,
              settings.warmUp());
      try {
        Message.Hello hello = control.await(Message.Hello.class);
        Hello at = new Hello(hello.port(), hello.adminPort());
        control.send(Snapshots.publish(1, server));
        control.await(Message.Applied.class);
        try (Socket kept = at.connect();
            Socket waiting = at.connect()) {
          assertThat(get(kept, "/home")).startsWith("HTTP/1.1 200 ");
          waiting
              .getOutputStream()
              .write("GET /held HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
          server.held.await();
          for (Duration jump :
              new Duration[] {Duration.ofHours(1), Duration.ofHours(-1), Duration.ZERO}) {
            wall = NOON.plus(jump);
            String expected =
                "Date: "
                    + DateTimeFormatter.RFC_1123_DATE_TIME.format(wall.atOffset(ZoneOffset.UTC));
            await().until(() -> date(at).equals(expected));
            // Longer than a health check, and than several checks of all timeouts.
            await()
                .during(Duration.ofMillis(700))
                .atMost(Duration.ofSeconds(5))
                .until(() -> get(kept, "/home").startsWith("HTTP/1.1 200 "));
            assertThat(at.metrics())
                .containsPattern("ringway_server_healthy\\{[^}]*} 1\n")
                .doesNotContainPattern("ringway_server_ejected\\{[^}]*} 1\n");
          }
          server.release.countDown();
          assertThat(RawHttp.head(waiting.getInputStream())).startsWith("HTTP/1.1 200 ");
        }
        // The link to the control plane was not interrupted.
        control.send(Snapshots.publish(2, server));
        assertThat(control.await(Message.Applied.class).revision()).isEqualTo(2);
        assertThat(control.attempts).hasValue(1);
      } finally {
        balancer.stop();
      }
    }
  }
}
