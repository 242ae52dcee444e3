package io.ringway.balancer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ringway.balancer.control.FakeControlPlane;
import io.ringway.balancer.telemetry.Exposition;
import io.ringway.balancer.tls.MadeCertificate;
import io.ringway.protocol.Message;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The metrics of a balancer process, compared with their page. */
class MetricsIT {

  @TempDir Path folder;

  private static String ask(ChildBalancer balancer, String request) throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), balancer.port())) {
      socket.setSoTimeout(10_000);
      socket
          .getOutputStream()
          .write((request + "Connection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
      return RawHttp.head(socket.getInputStream());
    }
  }

  private static Exposition metrics(ChildBalancer balancer) throws Exception {
    return Exposition.of(balancer.admin("/metrics").body());
  }

  @Test
  void everyMetricOfThePageIsToldAndNoOther() throws Exception {
    Path certificate =
        Files.writeString(
            folder.resolve("shop.pem"), MadeCertificate.of(folder, "EC", 9, "shop.example").pem());
    FakeControlPlane control = new FakeControlPlane();
    try (Backend server = new Backend();
        ChildBalancer balancer =
            ChildBalancer.start(
                folder,
                control.port(),
                "--access-log=" + folder.resolve("access.log"),
                "--tls-port=0",
                "--tls-certificates=" + certificate,
                "--server-certificate=" + certificate)) {
      control.await(Message.Hello.class);
      control.send(Snapshots.publish(1, server));
      control.await(Message.Applied.class);
      assertThat(ask(balancer, "GET /home HTTP/1.1\r\nHost: a\r\n")).startsWith("HTTP/1.1 200 ");
      assertThat(ask(balancer, "GET /home HTTP/1.1\r\n")).startsWith("HTTP/1.1 400 ");
      String reason = "ringway_own_answers_total{cluster=, reason=bad-host, status=400}";
      await().until(() -> balancer.admin("/metrics").body().contains("reason=\"bad-host\""));
      await().until(() -> metrics(balancer).value("ringway_reports_total{}") > 0);
      Exposition read = metrics(balancer);
      assertThat(read.names())
          .containsExactlyInAnyOrderElementsOf(DocumentationTests.metricsOfThePage());
      assertThat(read.value(reason)).isEqualTo(1);
      assertThat(read.value("ringway_control_connected{}")).isEqualTo(1);
      assertThat(read.value("ringway_control_silent_seconds{}")).isZero();
      assertThat(read.value("ringway_buffer_limit_bytes{}"))
          .isBetween(96.0 * (1 << 20), 128.0 * (1 << 20));
      control.close();
      await().until(() -> metrics(balancer).value("ringway_control_connected{}") == 0);
      await().until(() -> metrics(balancer).value("ringway_control_silent_seconds{}") > 0);
      await().until(() -> metrics(balancer).value("ringway_report_lag_seconds{}") > 1);
    } finally {
      control.close();
    }
  }
}
