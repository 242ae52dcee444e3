package io.ringway.control.replica;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.boot.system.ApplicationHome;

/** The command line of a replica process, checked before it is run. */
final class ProcessCommand {

  private static final String JAR = "ringway-backend.jar";

  private final ReplicaSettings.ForProcess settings;

  ProcessCommand(ReplicaSettings.ForProcess settings) {
    this.settings = settings;
  }

  /**
   * The words of the command.
   *
   * @throws ReplicaException when the program is not there
   */
  List<String> words(String id, int port) {
    List<String> words = new ArrayList<>();
    // A session of its own: Ctrl-C in the control plane's terminal is not meant for the replicas.
    onPath("setsid").map(Path::toString).ifPresent(words::add);
    words.addAll(program(id, port));
    return words;
  }

  /**
   * The process that these words have started, if it runs: known by its command line, so there is
   * none when the command does not name the port.
   */
  Optional<ProcessHandle> find(String id, int port) {
    List<String> words = program(id, port);
    List<String> arguments = words.subList(1, words.size());
    if (arguments.stream().noneMatch(word -> word.contains(String.valueOf(port)))) {
      return Optional.empty();
    }
    // With all the words it is still setsid, about to become the program.
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
        throw new ReplicaException(
            "There is no program '"
                + program
                + "': correct the first word of ringway.replicas.process.command.");
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
        throw new ReplicaException(
            "There is no file " + jar + ": correct ringway.replicas.process.jar.");
      }
      return jar;
    }
    Path from = new ApplicationHome(ProcessCommand.class).getDir().toPath().toAbsolutePath();
    return Stream.iterate(from, folder -> folder != null, Path::getParent)
        .limit(4)
        .flatMap(folder -> Stream.of(folder.resolve(JAR), folder.resolve("backend/target/" + JAR)))
        .filter(Files::isReadable)
        .findFirst()
        .orElseThrow(() ->
            new ReplicaException(
                "The sample replica "
                    + JAR
                    + " is not beside the control plane: build it (mvn package), or give its"
                    + " place as ringway.replicas.process.jar."));
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
