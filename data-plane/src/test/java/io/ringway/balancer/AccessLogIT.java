package io.ringway.balancer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ringway.balancer.control.FakeControlPlane;
import io.ringway.balancer.telemetry.Exposition;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The access log of a balancer process, rotated like logrotate does. */
class AccessLogIT {

  @TempDir Path folder;

  private static void ask(ChildBalancer balancer, String target) throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), balancer.port())) {
      socket
          .getOutputStream()
          .write(
              ("GET " + target + " HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
          .startsWith("HTTP/1.1 503 ");
    }
  }

  @Test
  void sighupBeginsANewFileAndTheStopLosesNoLine() throws Exception {
    Path file = folder.resolve("access.log");
    Path old = folder.resolve("access.log.1");
    try (FakeControlPlane control = new FakeControlPlane();
        ChildBalancer balancer =
            ChildBalancer.start(folder, control.port(), "--access-log=" + file)) {
      ask(balancer, "/first");
      await().until(() -> Files.readString(file).contains("\"target\":\"/first\""));
      Files.move(file, old);
      balancer.hangUp();
      await().until(() -> Files.exists(file));
      Exposition metrics = Exposition.of(balancer.admin("/metrics").body());
      assertThat(metrics.value("ringway_access_log_lines_total{}")).isEqualTo(1);
      ask(balancer, "/last");
      balancer.terminate();
      assertThat(balancer.exitStatus()).isZero();
      assertThat(file)
          .content()
          .contains("\"target\":\"/last\"", "\"reason\":\"no-configuration\"");
      assertThat(old).content().doesNotContain("/last");
    }
  }
}
