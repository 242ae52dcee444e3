package io.ringway.balancer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ringway.balancer.control.FakeControlPlane;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A balancer in a process of its own, as an operator would run it. */
final class ChildBalancer implements AutoCloseable {

  private static final Pattern MAIN = Pattern.compile("Main port (\\d+), admin port \\d+");
  private static final Pattern ADMIN = Pattern.compile("admin port,? (\\d+)");

  private final Process process;
  private final Path log;

  private ChildBalancer(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /** Starts it with its data in this folder and waits until it logs its ports. */
  static ChildBalancer start(Path folder, int controlPort, String... more) throws IOException {
    List<String> options = new ArrayList<>(List.of("--port=0", "--data=" + folder));
    options.addAll(List.of(more));
    return start(folder, controlPort, List.of(), options);
  }

  /**
   * Starts it with these options, its log in this folder, and waits until it listens.
   *
   * @param before a command that starts it, such as one that sets limits; may be empty
   */
  static ChildBalancer start(
      Path folder, int controlPort, List<String> before, List<String> options) throws IOException {
    ChildBalancer started = launch(folder, controlPort, before, options);
    started.awaitPorts();
    return started;
  }

  /** Starts it with the option for a warm-up and waits until that begins. */
  static ChildBalancer startWarming(Path folder, int controlPort, List<String> options)
      throws IOException {
    ChildBalancer started = launch(folder, controlPort, List.of(), options);
    await().atMost(Duration.ofSeconds(30)).until(() -> started.log().contains("Warming up"));
    return started;
  }

  /** Waits until it listens for clients. */
  void awaitPorts() {
    await().atMost(Duration.ofSeconds(30)).until(() -> MAIN.matcher(log()).find());
  }

  private static ChildBalancer launch(
      Path folder, int controlPort, List<String> before, List<String> options) throws IOException {
    Path log = Files.createTempFile(folder, "balancer-", ".log");
    List<String> command = new ArrayList<>(before);
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-Xmx128m",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            System.getProperty("java.class.path"),
            "io.ringway.balancer.Balancer",
            "--admin-port=0",
            "--threads=2",
            "--control=http://127.0.0.1:" + controlPort));
    command.addAll(options);
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().put("RINGWAY_BALANCER_TOKEN", FakeControlPlane.TOKEN);
    return new ChildBalancer(builder.start(), log);
  }

  /** Returns the processor time so far. */
  Duration cpu() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  int port() {
    return port(MAIN);
  }

  private int port(Pattern line) {
    Matcher ports = line.matcher(log());
    assertThat(ports.find()).as("the log tells it:\n%s", log()).isTrue();
    return Integer.parseInt(ports.group(1));
  }

  String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  HttpResponse<String> admin(String pathAndQuery) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port(ADMIN) + pathAndQuery))
              .build(),
          BodyHandlers.ofString());
    }
  }

  /** Sends SIGTERM and returns at once. */
  void terminate() {
    process.destroy();
  }

  /** Sends SIGHUP. */
  void hangUp() throws Exception {
    signal("HUP");
  }

  /** Suspends it, while the kernel still accepts connections for it. */
  void freeze() throws Exception {
    signal("STOP");
  }

  /** Ends {@link #freeze}. */
  void thaw() throws Exception {
    signal("CONT");
  }

  private void signal(String name) throws Exception {
    Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
    assertThat(kill.waitFor()).isZero();
  }

  int exitStatus() throws InterruptedException {
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).as("ended; its log:\n" + log()).isTrue();
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
