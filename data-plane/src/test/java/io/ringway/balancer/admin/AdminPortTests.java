package io.ringway.balancer.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.ringway.balancer.memory.MemoryShortage;
import io.ringway.balancer.telemetry.Exposition;
import io.ringway.balancer.tls.MadeCertificate;
import io.ringway.protocol.ConfigSnapshot;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The pages of the admin port, and the requests that it refuses. */
class AdminPortTests extends OpenAdminPort {

  @Test
  void itIsLiveAtOnceAndReadyWithATable() throws Exception {
    assertThat(get("/live").statusCode()).isEqualTo(200);
    HttpResponse<String> early = get("/ready");
    assertThat(early.statusCode()).isEqualTo(503);
    assertThat(early.body()).contains("No snapshot yet");
    loadRevisionSeven();
    assertThat(get("/ready").statusCode()).isEqualTo(200);
  }

  @Test
  void itIsNotReadyWhileItRefusesRequestsForWantOfMemory() throws Exception {
    loadRevisionSeven();
    memoryShortage = MemoryShortage.HEAP;
    HttpResponse<String> full = get("/ready");
    assertThat(full.statusCode()).isEqualTo(503);
    assertThat(full.body()).contains("The heap is full");
    assertThat(get("/live").statusCode()).isEqualTo(200);
    memoryShortage = MemoryShortage.BUFFERS;
    assertThat(get("/ready").body()).contains("network buffers is full");
    memoryShortage = null;
    assertThat(get("/ready").statusCode()).isEqualTo(200);
  }

  @Test
  void theSnapshotPageSaysWhatServesAndHowOldItIs() throws Exception {
    loadRevisionSeven();
    HttpResponse<String> page = get("/snapshot");
    assertThat(page.headers().firstValue("Content-Type")).hasValue("application/json");
    assertThat(page.body())
        .isEqualTo(
            "{\"epoch\":3,\"revision\":7,\"digest\":\"d7\",\"source\":\"disk\",\"ageSeconds\":0,"
                + "\"connected\":false,\"staleSince\":\"2026-01-02T03:04:05Z\","
                + "\"savedOnDisk\":true}");
  }

  @Test
  void theMetricsAreInPrometheusForm() throws Exception {
    loadRevisionSeven();
    HttpResponse<String> page = get("/metrics");
    assertThat(page.headers().firstValue("Content-Type"))
        .hasValue("text/plain; version=0.0.4; charset=utf-8");
    assertThat(page.body())
        .contains("ringway_snapshot_revision 7\n", "ringway_control_connected 0\n")
        .contains("ringway_event_loop_info{transport=\"nio\"} 1\n");
    Exposition.of(page.body());
  }

  @Test
  void theMetricsSayHowOldTheConfigurationIsAndWhetherItIsSaved() throws Exception {
    assertThat(metric("ringway_snapshot_age_seconds")).isZero();
    loadRevisionSeven();
    now = now.plusMillis(90_500);
    assertThat(metric("ringway_snapshot_epoch")).isEqualTo(3);
    assertThat(metric("ringway_snapshot_age_seconds")).isEqualTo(90.5);
    assertThat(metric("ringway_control_silent_seconds")).isEqualTo(90.5);
    assertThat(metric("ringway_snapshot_saved")).isEqualTo(1);
    assertThat(metric("ringway_snapshot_save_failures_total")).isZero();
    Files.createDirectory(folder.resolve("snapshot.tmp")); // where the next one is written first
    store.save(new ConfigSnapshot(3, 8, "default", 0, List.of()));
    assertThat(metric("ringway_snapshot_saved")).isZero();
    assertThat(metric("ringway_snapshot_save_failures_total")).isEqualTo(1);
    Files.delete(folder.resolve("snapshot.tmp"));
    store.save(new ConfigSnapshot(3, 8, "default", 0, List.of()));
    assertThat(metric("ringway_snapshot_saved")).isEqualTo(1);
    assertThat(metric("ringway_snapshot_save_failures_total")).isEqualTo(1);
  }

  private double metric(String name) throws Exception {
    return Exposition.of(get("/metrics").body()).value(name + "{}");
  }

  /** On Linux a machine has addresses of its own beside loopback. */
  @Test
  void anotherHostCannotChangeAnything() throws Exception {
    Optional<InetAddress> own =
        NetworkInterface.networkInterfaces()
            .flatMap(NetworkInterface::inetAddresses)
            .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
            .findFirst();
    assumeThat(own).isPresent();
    try (AdminPort wide =
            AdminPort.open(beside.serverBootstrap(), new InetSocketAddress("0.0.0.0", 0), pages);
        HttpClient outside = HttpClient.newHttpClient()) {
      HttpRequest put =
          HttpRequest.newBuilder(
                  URI.create(
                      "http://%s:%d/log/level?logger=ROOT&level=TRACE"
                          .formatted(own.orElseThrow().getHostAddress(), wide.port())))
              .PUT(BodyPublishers.noBody())
              .build();
      assertThat(outside.send(put, BodyHandlers.ofString()).statusCode()).isEqualTo(403);
    }
  }

  @Test
  void otherPathsAndMethodsAreRefusedWithWords() throws Exception {
    assertThat(get("/").statusCode()).isEqualTo(404);
    assertThat(get("/").body()).contains("/metrics");
    assertThat(send("POST", "/ready").statusCode()).isEqualTo(405);
    HttpResponse<String> head = send("HEAD", "/live");
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
  }

  @Test
  void certificatesAreShownAndReadAgainAtOnce() throws Exception {
    Path file = folder.resolve("shop.pem");
    MadeCertificate next = MadeCertificate.of(folder, "EC", 9, "shop.example");
    Files.writeString(file, next.pem());
    HttpResponse<String> reloaded = send("POST", "/tls/reload");
    assertThat(reloaded.statusCode()).isEqualTo(200);
    assertThat(reloaded.body()).contains("\"serial\":\"" + next.serial() + "\"");
    assertThat(get("/tls").body()).contains("\"authorities\":{", "\"from\":\"Java\"");
    long end = next.certificate().getNotAfter().toInstant().getEpochSecond();
    assertThat(get("/metrics").body())
        .contains("ringway_certificate_expiry_timestamp_seconds{name=\"shop.example\"} " + end)
        .contains("ringway_certificate_expiry_timestamp_seconds{name=\"\"} " + end);
    Files.writeString(file, "none");
    HttpResponse<String> broken = send("POST", "/tls/reload");
    assertThat(broken.statusCode()).isEqualTo(409);
    assertThat(broken.body()).contains("it holds no certificate", "from before stay in force");
    assertThat(get("/tls").body()).isEqualTo(reloaded.body()).contains("[\"shop.example\"]");
    assertThat(send("GET", "/tls/reload").statusCode()).isEqualTo(404);
  }

  @Test
  void aTakenPortIsAnError() {
    assertThatThrownBy(() ->
            AdminPort.open(
                beside.serverBootstrap(),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port.port()),
                pages))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("in use");
  }
}
