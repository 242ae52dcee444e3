package io.ringway.balancer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ringway.balancer.control.FakeControlPlane;
import io.ringway.protocol.Message;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A balancer process that sends requests to itself before it listens. */
class WarmUpIT {

  private static final Pattern DONE = Pattern.compile("Warmed up with (\\d+) requests");

  /** Metrics that differ between any two processes. */
  private static final Pattern OF_THE_PROCESS =
      Pattern.compile(
          "(?m)^(process_|jvm_|ringway_loop_delay|ringway_snapshot_age|ringway_report|ringway_port_open).*$");

  private static final int ENOUGH = 1_000;

  @TempDir Path folder;

  private ChildBalancer warming(FakeControlPlane control, int port, int seconds, String... more)
      throws IOException {
    List<String> options =
        new ArrayList<>(List.of("--port=" + port, "--data=" + folder, "--warm-up=" + seconds));
    options.addAll(List.of(more));
    return ChildBalancer.startWarming(folder, control.port(), options);
  }

  private static void serve(FakeControlPlane control, Backend server) throws Exception {
    control.await(Message.Hello.class);
    control.send(Snapshots.publish(1, server));
    control.await(Message.Applied.class);
  }

  @Test
  void listensAndIsReadyOnlyOnceItIsWarm() throws Exception {
    try (FakeControlPlane control = new FakeControlPlane();
        Backend server = new Backend();
        ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        ChildBalancer balancer = warming(control, other.getLocalPort(), 2, "--bind=127.0.0.1")) {
      assertThat(balancer.admin("/live").statusCode()).isEqualTo(200);
      assertThat(balancer.admin("/ready"))
          .satisfies(answer -> assertThat(answer.statusCode()).isEqualTo(503))
          .satisfies(answer -> assertThat(answer.body()).contains("Warming up"));
      // The other process keeps the port until then: else the start would fail.
      other.close();
      balancer.awaitPorts();
      Matcher done = DONE.matcher(balancer.log());
      assertThat(done.find()).as(balancer.log()).isTrue();
      assertThat(Integer.parseInt(done.group(1))).isGreaterThan(ENOUGH);
      assertThat(balancer.log()).doesNotContain("WARN");
      serve(control, server);
      assertThat(balancer.admin("/ready").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void leavesNoTraceInWhatIsToldAndLogged() throws Exception {
    Path lines = folder.resolve("access.log");
    try (FakeControlPlane control = new FakeControlPlane();
        Backend server = new Backend();
        ChildBalancer balancer = warming(control, 0, 1, "--access-log=" + lines)) {
      balancer.awaitPorts();
      serve(control, server);
      try (FakeControlPlane coldControl = new FakeControlPlane();
          ChildBalancer cold =
              ChildBalancer.start(
                  Files.createDirectory(folder.resolve("cold")),
                  coldControl.port(),
                  "--access-log=" + folder.resolve("cold.log"))) {
        serve(coldControl, server);
        await().untilAsserted(() -> assertThat(told(balancer)).isNotEmpty().isEqualTo(told(cold)));
      }
      assertThat(lines).isEmptyFile();
    }
  }

  private static List<String> told(ChildBalancer balancer) throws Exception {
    return OF_THE_PROCESS
        .matcher(balancer.admin("/metrics").body())
        .replaceAll("")
        .lines()
        .filter(line -> !line.isEmpty())
        .toList();
  }

  @Test
  void endsAtOnceWhenItIsToldTo() throws Exception {
    try (FakeControlPlane control = new FakeControlPlane();
        ChildBalancer balancer = warming(control, 0, 60)) {
      balancer.terminate();
      assertThat(balancer.exitStatus()).isZero();
      assertThat(balancer.log())
          .contains("Stopped while it warmed up")
          .doesNotContain("Main port", "Listening on /0", "WARN");
    }
  }
}
