package io.ringway.control.replica;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.boot.system.ApplicationHome;

/** The command line of a replica process, checked before it runs. */
final class ProcessCommand {

  private static final String JAR = "ringway-backend.jar";

  private final ReplicaSettings.ForProcess settings;

  ProcessCommand(ReplicaSettings.ForProcess settings) {
    this.settings = settings;
  }

  /**
   * Returns the words of the command.
   *
   * @throws ReplicaException when the program does not exist
   */
  List<String> words(String id, int port) {
    List<String> words = new ArrayList<>();
    // A session of its own: Ctrl-C in the control plane's terminal must not reach the replicas.
    onPath("setsid").map(Path::toString).ifPresent(words::add);
    words.addAll(program(id, port));
    return words;
  }

  /**
   * Finds the running process of an intended start. It is identified by the token in its
   * environment or, where the system does not show environments, by its command line, if that
   * contains the port.
   */
  Optional<ProcessHandle> find(ProcessState intended) {
    if (intended.token() != null && ProcessEnvironment.shown()) {
      return ProcessEnvironment.find(intended.token());
    }
    String port = String.valueOf(intended.port());
    List<String> words = program(intended.name(), intended.port());
    List<String> arguments = words.subList(1, words.size());
    if (arguments.stream().noneMatch(word -> word.contains(port))) {
      return Optional.empty();
    }
    // A command line with all words is still that of setsid, before it executes the program.
    return ProcessHandle.allProcesses()
        .filter(process -> {
          List<String> its = process.info().arguments().map(List::of).orElse(List.of());
          return its.equals(arguments) || its.equals(words);
        })
        .findFirst();
  }

  private List<String> program(String id, int port) {
    List<String> words = new ArrayList<>();
    if (settings.command().isEmpty()) {
      words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      words.addAll(
          List.of("-Xmx32m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"));
      words.addAll(List.of("-jar", jar().toString(), "--id", id, "--bind", ProcessRuntime.HOST));
      words.addAll(List.of("--port", String.valueOf(port)));
    } else {
      String program = settings.command().getFirst();
      if (onPath(program).isEmpty()) {
        throw new ReplicaException(new ReplicaFault.ProgramMissing(program));
      }
      settings.command().stream()
          .map(word -> word.replace("{id}", id).replace("{port}", String.valueOf(port)))
          .forEach(words::add);
    }
    return words;
  }

  private Path jar() {
    if (!settings.jar().isEmpty()) {
      Path jar = Path.of(settings.jar()).toAbsolutePath();
      if (!Files.isReadable(jar)) {
        throw new ReplicaException(new ReplicaFault.JarMissing(jar.toString(), true));
      }
      return jar;
    }
    Path from = new ApplicationHome(ProcessCommand.class).getDir().toPath().toAbsolutePath();
    return Stream.iterate(from, folder -> folder != null, Path::getParent)
        .limit(4)
        .flatMap(folder -> Stream.of(folder.resolve(JAR), folder.resolve("backend/target/" + JAR)))
        .filter(Files::isReadable)
        .findFirst()
        .orElseThrow(() -> new ReplicaException(new ReplicaFault.JarMissing(JAR, false)));
  }

  private static Optional<Path> onPath(String program) {
    if (program.indexOf(File.separatorChar) >= 0) {
      return Optional.of(Path.of(program)).filter(Files::isExecutable);
    }
    String path = System.getenv().getOrDefault("PATH", "");
    return Stream.of(path.split(File.pathSeparator))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, program))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
