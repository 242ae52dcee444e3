package io.ringway.system;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** The system as {@code ./ringway up} starts it, on free ports with its own data folder. */
final class RunningSystem implements AutoCloseable {

  static final Path ROOT = Path.of("").toAbsolutePath().getParent();

  final Path data;
  final URI dashboard;
  final URI balancer;
  final URI admin;
  final URI site;

  private final List<String> output = new CopyOnWriteArrayList<>();
  private final Process launcher;

  RunningSystem(Path data) throws IOException {
    this(data, freePorts());
  }

  /** Creates a system with the same ports, for a second start on the same data. */
  RunningSystem(Path data, RunningSystem like) throws IOException {
    this(
        data,
        List.of(
            like.dashboard.getPort(),
            like.balancer.getPort(),
            like.admin.getPort(),
            like.site.getPort()));
  }

  private RunningSystem(Path data, List<Integer> ports) throws IOException {
    this.data = data;
    dashboard = local(ports.get(0));
    balancer = local(ports.get(1));
    admin = local(ports.get(2));
    site = local(ports.get(3));
    launcher =
        ringway(
                "up",
                "--data",
                data.toString(),
                "--port",
                "" + ports.get(0),
                "--balancer-port",
                "" + ports.get(1),
                "--admin-port",
                "" + ports.get(2),
                "--site-port",
                "" + ports.get(3))
            .start();
    Thread.ofVirtual().start(this::read);
    Awaitility.await("the launcher says that all is up")
        .atMost(Duration.ofMinutes(2))
        .until(() -> says("Ctrl-C stops everything") || !launcher.isAlive());
    if (!says("Ctrl-C stops everything")) {
      throw new IllegalStateException("The system did not start:\n" + String.join("\n", output));
    }
  }

  static ProcessBuilder ringway(String... args) {
    List<String> command = new ArrayList<>(List.of(ROOT.resolve("ringway").toString()));
    command.addAll(List.of(args));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    // The build that runs this test has just built the system.
    builder.environment().put("RINGWAY_BUILD", "never");
    return builder;
  }

  /** Runs the launcher to its end and returns its output. */
  static String run(String... args) throws IOException, InterruptedException {
    Process process = ringway(args).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (!process.waitFor(2, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new IllegalStateException("ringway " + args[0] + " did not end: " + said);
    }
    return said;
  }

  boolean says(String text) {
    return output.stream().anyMatch(line -> line.contains(text));
  }

  URI setupLink() {
    return output.stream()
        .filter(line -> line.contains("/setup?"))
        .map(line -> URI.create(line.substring(line.indexOf("http")).strip()))
        .findFirst()
        .orElseThrow(() -> new AssertionError("No set-up link in:\n" + String.join("\n", output)));
  }

  long pid(String part) throws IOException {
    return Long.parseLong(Files.readString(data.resolve("run").resolve(part + ".pid")).strip());
  }

  String apiToken() throws IOException {
    return Files.readString(data.resolve("api.token")).strip();
  }

  /**
   * Returns the processes whose command line names the data folder or one of the system's ports.
   */
  List<ProcessHandle> processes() {
    return ProcessHandle.allProcesses()
        .filter(process ->
            process
                .info()
                .commandLine()
                .filter(line -> line.contains(data.toString()) && !line.contains("surefire"))
                .isPresent())
        .toList();
  }

  /** Stops the system like a user's Ctrl-C or a service manager does. */
  @Override
  public void close() throws InterruptedException {
    launcher.destroy();
    if (!launcher.waitFor(60, TimeUnit.SECONDS)) {
      launcher.destroyForcibly();
      throw new AssertionError("The launcher did not stop:\n" + String.join("\n", output));
    }
  }

  private void read() {
    try (BufferedReader lines = launcher.inputReader(UTF_8)) {
      lines.lines().forEach(output::add);
    } catch (IOException | UncheckedIOException e) {
      output.add("(the output ended: " + e + ")");
    }
  }

  private static URI local(int port) {
    return URI.create("http://localhost:" + port);
  }

  private static List<Integer> freePorts() throws IOException {
    List<ServerSocket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < 4; i++) {
        sockets.add(new ServerSocket(0));
      }
      return sockets.stream().map(ServerSocket::getLocalPort).toList();
    } finally {
      for (ServerSocket socket : sockets) {
        socket.close();
      }
    }
  }
}
