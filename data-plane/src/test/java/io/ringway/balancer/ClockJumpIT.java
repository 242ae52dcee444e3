package io.ringway.balancer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.ringway.balancer.control.FakeControlPlane;
import io.ringway.balancer.telemetry.Exposition;
import io.ringway.protocol.Message;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Jumps of the time of day for a whole process (row 136 of the faults). libfaketime changes the
 * system's clock for the process; the monotonic clock is not changed.
 */
class ClockJumpIT {

  private static final String LIBRARY = "faketime/libfaketimeMT.so.1";

  @TempDir Path folder;

  private static Path library() throws IOException {
    try (Stream<Path> found =
        Files.find(Path.of("/usr/lib"), 3, (path, _) -> path.endsWith(LIBRARY))) {
      Optional<Path> library = found.findFirst();
      if (!Boolean.parseBoolean(System.getenv("RINGWAY_REQUIRE_ALL"))) {
        assumeThat(library).as("the package libfaketime").isPresent();
      }
      return library.orElseThrow(() -> new AssertionError("Install the package libfaketime."));
    }
  }

  private void setClock(Path offset, Duration jump) throws IOException {
    Path next = Files.writeString(folder.resolve("next"), "%+d".formatted(jump.toSeconds()));
    Files.move(next, offset, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Returns the Date of a local response. */
  private static Instant date(ChildBalancer at) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), at.port())) {
      socket.setSoTimeout(5_000);
      socket
          .getOutputStream()
          .write("TRACE / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      return RawHttp.head(socket.getInputStream())
          .lines()
          .filter(line -> line.startsWith("Date: "))
          .map(line -> Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(line.substring(6))))
          .findFirst()
          .orElse(Instant.EPOCH);
    }
  }

  @Test
  void anHourForwardOrBackUnderLoadFailsNoRequestAndNoServer() throws Exception {
    Path library = library();
    Path offset = folder.resolve("offset");
    setClock(offset, Duration.ZERO);
    List<String> before =
        List.of(
            "env",
            "LD_PRELOAD=" + library,
            "FAKETIME_TIMESTAMP_FILE=" + offset,
            "FAKETIME_NO_CACHE=1",
            "FAKETIME_DONT_FAKE_MONOTONIC=1");
    try (FakeControlPlane control = new FakeControlPlane();
        Backend server = new Backend();
        ChildBalancer balancer =
            ChildBalancer.start(
                folder, control.port(), before, List.of("--port=0", "--data=" + folder))) {
      control.await(Message.Hello.class);
      control.send(Snapshots.publish(1, server));
      control.await(Message.Applied.class);
      try (Load load = new Load(balancer.port(), 3)) {
        for (int hours : new int[] {1, -1, 0}) {
          Duration jump = Duration.ofHours(hours);
          setClock(offset, jump);
          await()
              .until(() ->
                  Duration.between(Instant.now().plus(jump), date(balancer)).abs().toMinutes()
                      == 0);
          // Longer than a health check, and than several checks of all timeouts.
          long asked = load.answers.get();
          await()
              .during(Duration.ofMillis(700))
              .until(() -> load.answers.get() > asked && load.failures.isEmpty());
          Exposition read = Exposition.of(balancer.admin("/metrics").body());
          assertThat(read.value("ringway_server_healthy{cluster=c, server=s1}")).isEqualTo(1);
          assertThat(read.valueOrZero("ringway_server_ejected{cluster=c, server=s1}")).isZero();
        }
        assertThat(load.failures).isEmpty();
      }
      control.send(Snapshots.publish(2, server));
      assertThat(control.await(Message.Applied.class).revision()).isEqualTo(2);
      assertThat(control.attempts).as("the link has lived through it").hasValue(1);
      balancer.terminate();
      assertThat(balancer.exitStatus()).isZero();
    }
  }
}
