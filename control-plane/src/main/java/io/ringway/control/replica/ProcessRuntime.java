package io.ringway.control.replica;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * Replicas as processes of this machine, on free loopback ports.
 *
 * <p>They have no pipe to the control plane and a session of their own, so they outlive it; a state
 * file each, begun before the process is, says which process is whose.
 */
final class ProcessRuntime implements ReplicaRuntime {

  static final String HOST = "127.0.0.1";

  private static final Duration GRACE = Duration.ofSeconds(6);

  private final ProcessCommand command;
  private final ProcessFiles files;
  private final Set<String> watched = new HashSet<>();
  private volatile Runnable changed = () -> {};

  ProcessRuntime(ReplicaSettings.ForProcess settings, Path data) {
    this.command = new ProcessCommand(settings);
    this.files = new ProcessFiles(data.resolve("replicas").toAbsolutePath());
  }

  @Override
  public String name() {
    return "process";
  }

  @Override
  public void start(String cluster, String name) {
    int port = freePort();
    List<String> words = command.words(name, port);
    files.write(ProcessState.intended(port, cluster, name));
    Path log = files.freshLog(cluster, name);
    ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
    builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder
        .environment()
        .putAll(Map.of("SERVER_ID", name, "BIND", HOST, "PORT", String.valueOf(port)));
    try {
      Process process = builder.start();
      remember(process, port, cluster, name);
    } catch (IOException e) {
      throw new ReplicaException(
          "The replica command does not start: "
              + e.getMessage()
              + ". Check ringway.replicas.process.command.",
          e);
    }
  }

  /** A process that cannot be remembered does not stay. */
  private void remember(Process process, int port, String cluster, String name) {
    try {
      files.write(ProcessState.of(process.toHandle(), port, cluster, name));
      onExit(process.toHandle());
    } catch (ReplicaException e) {
      process.destroyForcibly();
      throw e;
    }
  }

  /** Another program may take it first; then the replica ends at once and is started again. */
  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral(HOST))) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new ReplicaException("There is no free loopback port: " + e.getMessage(), e);
    }
  }

  @Override
  public void stop(Replica replica) {
    files.states().stream()
        .filter(state -> state.replica().handle().equals(replica.handle()))
        .forEach(this::stop);
  }

  private void stop(ProcessState state) {
    state.process().ifPresent(ProcessRuntime::end);
    files.forget(state.cluster(), state.name());
  }

  private static void end(ProcessHandle process) {
    process.destroy();
    try {
      process.onExit().get(GRACE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      process.destroyForcibly();
    } catch (ExecutionException e) {
      throw new ReplicaException("Process " + process.pid() + " cannot be stopped.", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public List<Replica> list() {
    List<ProcessState> states = files.states().stream().flatMap(this::settled).toList();
    for (ProcessState state : states) {
      files.bound(state.cluster(), state.name());
      state.process().ifPresent(this::onExit);
    }
    return states.stream().map(ProcessState::replica).toList();
  }

  /** An intention that is left over is of a start that failed, or of a killed control plane. */
  private Stream<ProcessState> settled(ProcessState state) {
    if (!state.isIntended()) {
      return Stream.of(state);
    }
    Optional<ProcessHandle> started = command.find(state.name(), state.port());
    if (started.isEmpty()) {
      files.forget(state.cluster(), state.name());
      return Stream.empty();
    }
    ProcessState known =
        ProcessState.of(started.get(), state.port(), state.cluster(), state.name());
    files.write(known);
    return Stream.of(known);
  }

  private void onExit(ProcessHandle process) {
    if (watched.add(process.pid() + "@" + process.info().startInstant())) {
      var _ = process.onExit().thenRun(() -> changed.run());
    }
  }

  @Override
  public List<String> lastLines(Replica replica, int count) {
    return files.lastLines(replica.cluster(), replica.name(), count);
  }

  @Override
  public void watch(Runnable changed) {
    this.changed = changed;
  }

  @Override
  public void close() {
    changed = () -> {};
  }
}
