package io.ringway.control.replica;

import io.ringway.control.shell.PrivateFiles;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The folder {@code replicas} of the data folder, with a state file and a log file for each
 * replica.
 */
final class ProcessFiles {

  private static final Logger LOG = LoggerFactory.getLogger(ProcessFiles.class);
  private static final long MAX_LOG_BYTES = 1 << 20;
  private static final int TAIL_BYTES = 8 << 10;

  private final Path folder;
  private final String installation;
  private final JsonMapper json =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  ProcessFiles(Path folder, String installation) {
    this.folder = folder;
    this.installation = installation;
  }

  /** Returns the owner of the files that are written here. */
  ProcessState.Owner owner() {
    try {
      Files.createDirectories(folder);
      Object key = Files.readAttributes(folder, BasicFileAttributes.class).fileKey();
      return new ProcessState.Owner(installation, key == null ? "" : key.toString());
    } catch (IOException e) {
      throw failed(folder, e);
    }
  }

  private static ReplicaException failed(Path file, IOException e) {
    return new ReplicaException(
        new ReplicaFault.FileFailed(file.toString(), String.valueOf(e.getMessage())), e);
  }

  List<ProcessState> states() {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    List<ProcessState> states = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".json")).sorted().toList()) {
        read(file, states);
      }
    } catch (IOException e) {
      throw failed(folder, e);
    }
    return states;
  }

  private void read(Path file, List<ProcessState> states) throws IOException {
    try {
      ProcessState state = json.readValue(Files.readAllBytes(file), ProcessState.class);
      if (state.owner() == null || state.owner().equals(owner())) {
        states.add(state);
      } else {
        LOG.warn(
            "{} is of another installation or of a copied data folder and is set aside; its process"
                + " {} is left alone",
            file,
            state.pid());
        Files.move(file, Path.of(file + ".foreign"), StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (JacksonException e) {
      LOG.warn("{} is not a replica's state and is set aside: {}", file, e.getOriginalMessage());
      Files.move(file, Path.of(file + ".broken"), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** Writes the file atomically: a control plane that is killed leaves no half file. */
  void write(ProcessState state) {
    Path file = file(state.cluster(), state.name(), ".json");
    try {
      PrivateFiles.replace(file, json.writeValueAsBytes(state));
    } catch (IOException e) {
      throw failed(file, e);
    }
  }

  void delete(String cluster, String name) {
    try {
      Files.deleteIfExists(file(cluster, name, ".json"));
      Files.deleteIfExists(log(cluster, name));
    } catch (IOException e) {
      throw failed(file(cluster, name, ".json"), e);
    }
  }

  /** Returns the empty log file of a replica that is about to start. */
  Path emptyLog(String cluster, String name) {
    Path log = log(cluster, name);
    try {
      PrivateFiles.createFolders(folder);
      return Files.exists(log) ? Files.write(log, new byte[0]) : PrivateFiles.create(log);
    } catch (IOException e) {
      throw failed(log, e);
    }
  }

  /** Truncates a log over 1 MiB; the process appends and continues at the start. */
  void truncateLargeLog(String cluster, String name) {
    Path log = log(cluster, name);
    try {
      if (Files.exists(log) && Files.size(log) > MAX_LOG_BYTES) {
        Files.write(log, new byte[0]);
      }
    } catch (IOException e) {
      LOG.warn("{} cannot be kept small: {}", log, e.getMessage());
    }
  }

  List<String> lastLines(String cluster, String name, int count) {
    Path log = log(cluster, name);
    if (!Files.exists(log)) {
      return List.of();
    }
    try (RandomAccessFile in = new RandomAccessFile(log.toFile(), "r")) {
      in.seek(Math.max(0, in.length() - TAIL_BYTES));
      byte[] tail = new byte[(int) (in.length() - in.getFilePointer())];
      in.readFully(tail);
      List<String> lines = new String(tail, StandardCharsets.UTF_8).lines().toList();
      return lines.subList(Math.max(0, lines.size() - count), lines.size());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path log(String cluster, String name) {
    return file(cluster, name, ".log");
  }

  private Path file(String cluster, String name, String ending) {
    // Two names never share a file, and no name leaves the folder.
    String safe = URLEncoder.encode(cluster + "@" + name, StandardCharsets.UTF_8);
    return folder.resolve(safe + ending);
  }
}
