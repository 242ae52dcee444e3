package io.ringway.control.replica;

import io.ringway.control.cluster.ClusterDetails;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The runtime that runs replicas as processes of this machine, on free loopback ports.
 *
 * <p>They have no pipe to the control plane and run in their own session, so they outlive it. A
 * state file for each, written before the process starts, says which process belongs to which
 * replica.
 */
final class ProcessRuntime implements ReplicaRuntime {

  static final String HOST = "127.0.0.1";

  private static final Duration GRACE = Duration.ofSeconds(6);

  private final ProcessCommand command;
  private final ProcessFiles files;
  private final ProcessExits exits;

  ProcessRuntime(
      ReplicaSettings.ForProcess settings, Path data, String installation, InstantSource clock) {
    this.command = new ProcessCommand(settings);
    this.files = new ProcessFiles(data.resolve("replicas").toAbsolutePath(), installation);
    this.exits = new ProcessExits(clock);
  }

  @Override
  public String name() {
    return "process";
  }

  @Override
  public void start(String cluster, String name, @Nullable Replica ended) {
    if (ended != null) {
      exits.forget(ended.run());
    }
    int port = freePort();
    List<String> words = command.words(name, port);
    ProcessState intended =
        new ProcessState(
            0, 0, port, cluster, name, files.owner(), UUID.randomUUID().toString(), null);
    files.write(intended);
    Path log = files.emptyLog(cluster, name);
    ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
    builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder
        .environment()
        .putAll(
            Map.of(
                "SERVER_ID",
                name,
                "BIND",
                HOST,
                "PORT",
                String.valueOf(port),
                ProcessEnvironment.TOKEN,
                String.valueOf(intended.token())));
    try {
      save(builder.start(), intended);
    } catch (IOException e) {
      throw new ReplicaException(new ReplicaFault.CommandFailed(String.valueOf(e.getMessage())), e);
    }
  }

  /** Stores the state of a process, and kills the process when that fails. */
  private void save(Process process, ProcessState intended) {
    try {
      ProcessState state = intended.startedAs(process.toHandle());
      files.write(state);
      exits.watchChild(run(state), process);
    } catch (ReplicaException e) {
      process.destroyForcibly();
      throw e;
    }
  }

  /**
   * Returns a free port. Another program may take it first; then the replica ends at once and is
   * started again.
   */
  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral(HOST))) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new ReplicaException(new ReplicaFault.NoFreePort(String.valueOf(e.getMessage())), e);
    }
  }

  @Override
  public void stop(Replica replica) {
    files.states().stream()
        .filter(state ->
            String.valueOf(state.pid()).equals(replica.handle())
                && state.cluster().equals(replica.cluster())
                && state.name().equals(replica.name()))
        .forEach(this::stop);
  }

  private void stop(ProcessState state) {
    state.process().ifPresent(ProcessRuntime::end);
    files.delete(state.cluster(), state.name());
    exits.forget(run(state));
  }

  private static void end(ProcessHandle process) {
    process.destroy();
    try {
      process.onExit().get(GRACE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      process.destroyForcibly(); // a process stopped by SIGSTOP can only be killed
    } catch (ExecutionException e) {
      String handle = String.valueOf(process.pid());
      throw new ReplicaException(
          new ReplicaFault.NotStopped(handle, String.valueOf(e.getCause())), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public FoundReplicas find(List<ClusterDetails> clusters) {
    List<ProcessState> states = files.states().stream().flatMap(this::resolve).toList();
    for (ProcessState state : states) {
      files.truncateLargeLog(state.cluster(), state.name());
    }
    return new FoundReplicas(states.stream().map(this::replica).toList(), List.of());
  }

  private Replica replica(ProcessState state) {
    Replica.Run run = run(state);
    Optional<ProcessHandle> process = state.process();
    process.ifPresent(alive -> exits.watchAdopted(run, alive));
    return new Replica(
        state.cluster(),
        state.name(),
        run.handle(),
        HOST,
        state.port(),
        process.isPresent() ? Replica.Condition.RUNNING : Replica.Condition.ENDED,
        run.startedAt(),
        process.isPresent() ? null : exits.ending(run).orElse(null));
  }

  private static Replica.Run run(ProcessState state) {
    return new Replica.Run(String.valueOf(state.pid()), state.startedAt());
  }

  /** Resolves an intended start that is left over from a failed start or a killed control plane. */
  private Stream<ProcessState> resolve(ProcessState state) {
    if (!state.isIntended()) {
      return Stream.of(state);
    }
    Optional<ProcessHandle> started = command.find(state);
    if (started.isEmpty()) {
      files.delete(state.cluster(), state.name());
      return Stream.empty();
    }
    ProcessState known = state.startedAs(started.get());
    files.write(known);
    return Stream.of(known);
  }

  @Override
  public List<String> lastLines(Replica replica, int count) {
    return files.lastLines(replica.cluster(), replica.name(), count);
  }

  @Override
  public void watch(Runnable changed) {
    exits.watch(changed);
  }

  @Override
  public void close() {
    exits.watch(() -> {});
  }
}
