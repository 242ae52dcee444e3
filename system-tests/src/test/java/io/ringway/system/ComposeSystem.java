package io.ringway.system;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The system as compose starts it, on free ports and under its own project name. */
final class ComposeSystem implements AutoCloseable {

  private final String project = "ringway-it-" + ProcessHandle.current().pid();
  private final Map<String, String> environment = new HashMap<>();
  private final List<String> compose;

  private ComposeSystem(List<String> compose, String socket) throws IOException {
    this.compose = compose;
    environment.put("COMPOSE_PROJECT_NAME", project);
    environment.put("DOCKER_SOCKET", socket);
    environment.put("RINGWAY_ADMIN_PASSWORD", "compose-test-password");
    for (String port : List.of("CONTROL", "BALANCER", "ADMIN", "SITE")) {
      environment.put("RINGWAY_" + port + "_PORT", freePort());
    }
  }

  /** Builds and starts the system; skips the test without an engine. */
  static ComposeSystem up() throws Exception {
    TestRequirements.that(
        works("docker", "info"), "There is no Docker Engine: start one, or set DOCKER_HOST.");
    boolean plugin = works("docker", "compose", "version");
    TestRequirements.that(
        plugin || works("docker-compose", "version"),
        "There is no compose: install the Docker plugin or docker-compose.");
    String host = System.getenv().getOrDefault("DOCKER_HOST", "unix:///var/run/docker.sock");
    TestRequirements.that(
        host.startsWith("unix://"), "The engine at " + host + " has no socket to mount.");
    ComposeSystem system =
        new ComposeSystem(
            plugin ? List.of("docker", "compose") : List.of("docker-compose"),
            host.substring("unix://".length()));
    try {
      system.compose("up", "-d", "--build");
      return system;
    } catch (IOException | InterruptedException e) {
      system.close();
      throw e;
    }
  }

  URI control(String path) {
    return uri("CONTROL", path);
  }

  URI balancer(String path) {
    return uri("BALANCER", path);
  }

  URI site(String path) {
    return uri("SITE", path);
  }

  private URI uri(String port, String path) {
    return URI.create("http://localhost:" + environment.get("RINGWAY_" + port + "_PORT") + path);
  }

  /** Returns the ids of the project's containers that are replicas, running or not. */
  Set<String> labelled() throws Exception {
    return docker(
            "ps",
            "-aq",
            "--no-trunc",
            "--filter",
            "label=io.ringway.server",
            "--filter",
            "label=com.docker.compose.project=" + project)
        .lines()
        .collect(Collectors.toSet());
  }

  String container(String service) throws Exception {
    return docker(
            "ps",
            "-aq",
            "--filter",
            "label=com.docker.compose.service=" + service,
            "--filter",
            "label=com.docker.compose.project=" + project)
        .strip();
  }

  boolean running(String container) throws Exception {
    return inspect(container, "{{.State.Running}}").equals("true");
  }

  String startedAt(String container) throws Exception {
    return inspect(container, "{{.State.StartedAt}}");
  }

  private String inspect(String container, String format) throws Exception {
    return docker("inspect", "--format", format, container).strip();
  }

  String exec(String service, String... command) throws Exception {
    List<String> words = new ArrayList<>(List.of("docker", "exec", container(service)));
    words.addAll(List.of(command));
    return run(words);
  }

  String docker(String... arguments) throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of("docker"));
    words.addAll(List.of(arguments));
    return run(words);
  }

  private void compose(String... arguments) throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(compose);
    words.addAll(List.of(arguments));
    run(words);
  }

  private String run(List<String> words) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(words).directory(RunningSystem.ROOT.toFile()).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", words) + " failed:\n" + output);
    }
    return output;
  }

  private static boolean works(String... words) throws InterruptedException {
    try {
      return new ProcessBuilder(words)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private static String freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return String.valueOf(socket.getLocalPort());
    }
  }

  /** Stops the system and removes the replicas that scaling started. */
  @Override
  public void close() throws IOException, InterruptedException {
    compose("down", "--volumes", "--remove-orphans", "--timeout", "5");
  }
}
