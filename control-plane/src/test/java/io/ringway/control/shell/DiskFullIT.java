package io.ringway.control.shell;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ringway.control.ControlPlane;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A full disk (row 141 of the fault table), on a small file system of its own. */
class DiskFullIT {

  private static final Pattern PORT =
      Pattern.compile("Tomcat started on port (\\d+)[\\s\\S]*Ready: ");

  @TempDir Path folder;
  private final HttpClient http = HttpClient.newHttpClient();
  private Process process;
  private Path disk;
  private String base;
  private String token;

  @BeforeEach
  void aControlPlaneOnASmallDisk() throws Exception {
    disk = Files.createDirectory(folder.resolve("disk"));
    boolean mounted = run("mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", disk.toString());
    if (Boolean.parseBoolean(System.getenv("RINGWAY_REQUIRE_ALL"))) {
      Assertions.assertTrue(mounted, "Run this test as a user who may mount a tmpfs.");
    }
    Assumptions.assumeTrue(mounted, "no tmpfs can be mounted here");
    Path log = folder.resolve("log");
    process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                ControlPlane.class.getName(),
                "--ringway.data=" + disk,
                "--ringway.access.localtoken=true",
                "--ringway.replicas.runtime=none",
                "--server.port=0")
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    await()
        .atMost(Duration.ofSeconds(90))
        .until(() -> !process.isAlive() || PORT.matcher(Files.readString(log)).find());
    Matcher port = PORT.matcher(Files.readString(log));
    assertThat(port.find()).as("the control plane has started").isTrue();
    base = "http://127.0.0.1:" + port.group(1) + "/api/v1/clusters";
    token = Files.readString(disk.resolve("api.token")).strip();
  }

  @AfterEach
  void unmount() throws Exception {
    if (process != null) {
      process.destroyForcibly().onExit().join();
    }
    if (disk != null) {
      run("umount", disk.toString());
    }
  }

  private static boolean run(String... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
  }

  private HttpResponse<String> add(String name, int port) throws Exception {
    String body = "{\"name\": \"%s\", \"address\": \"10.0.0.1:%d\"}".formatted(name, port);
    return send(
        HttpRequest.newBuilder(URI.create(base + "/sample/servers?force=true"))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private HttpResponse<String> read() throws Exception {
    return send(HttpRequest.newBuilder(URI.create(base + "/sample")));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return http.send(
        request.header("Authorization", "Bearer " + token).timeout(Duration.ofSeconds(20)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private void fill(Path file) throws IOException {
    byte[] block = new byte[4_096];
    Arrays.fill(block, (byte) 'x');
    try (OutputStream out = Files.newOutputStream(file)) {
      while (true) {
        out.write(block);
      }
    } catch (IOException full) {
      assertThat(full).hasMessageContaining("No space left");
    }
  }

  @Test
  @Timeout(value = 180, unit = TimeUnit.SECONDS)
  void changesAreRefusedWithTheReasonAndGoOnWhenThereIsSpace() throws Exception {
    assertThat(add("before", 1).statusCode()).isEqualTo(201);

    Path ballast = disk.resolve("ballast");
    fill(ballast);
    HttpResponse<String> refused = add("during", 2);
    // The database first fills blocks that it has already allocated, so it fails a few changes
    // later.
    for (int more = 3; refused.statusCode() == 201 && more < 60; more++) {
      refused = add("during-" + more, more);
    }
    assertThat(refused.statusCode()).isEqualTo(507);
    assertThat(refused.body()).contains("free some space");
    assertThat(refused.headers().firstValue("Content-Type")).contains("application/problem+json");
    // The embedded database has to be opened again; each old connection of the pool fails once.
    await().atMost(Duration.ofSeconds(30)).until(() -> read().statusCode() == 200);
    assertThat(read().body()).contains("before");

    Files.delete(ballast);
    await().atMost(Duration.ofSeconds(30)).until(() -> add("after", 900).statusCode() != 507);
    assertThat(read().body()).contains("before", "after");
    assertThat(new String(Files.readAllBytes(folder.resolve("log")), UTF_8))
        .doesNotContain("Internal error");
  }
}
