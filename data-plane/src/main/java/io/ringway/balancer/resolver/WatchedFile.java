package io.ringway.balancer.resolver;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The parsed content of a system file, read again when the file has changed. */
final class WatchedFile<T> {

  private static final Logger LOG = LoggerFactory.getLogger(WatchedFile.class);

  private record Stamp(FileTime changed, long size, Object id) {}

  private static final Stamp MISSING = new Stamp(FileTime.fromMillis(0), -1, "missing");

  private final Path file;
  private final Function<List<String>, T> parser;

  // Guarded by this.
  private T value;
  private Stamp read = MISSING;

  /**
   * Creates a watch of a file that was not read yet.
   *
   * @param parser of its lines, without comments; an empty list for a missing file
   */
  WatchedFile(Path file, Function<List<String>, T> parser) {
    this.file = file;
    this.parser = parser;
    this.value = parser.apply(List.of());
  }

  /** Returns the current content, or the last one when the file cannot be read. May block. */
  synchronized T value() {
    Stamp now = stamp();
    if (!now.equals(read)) {
      read = now;
      try {
        value = parser.apply(now.equals(MISSING) ? List.of() : lines());
      } catch (IOException e) {
        LOG.warn("{} cannot be read; its last content stays in force", file, e);
      }
    }
    return value;
  }

  private Stamp stamp() {
    try {
      BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
      return new Stamp(now.lastModifiedTime(), now.size(), String.valueOf(now.fileKey()));
    } catch (NoSuchFileException e) {
      return MISSING;
    } catch (IOException e) {
      LOG.debug("{} cannot be checked; its last content stays in force", file, e);
      return read;
    }
  }

  private List<String> lines() throws IOException {
    // Comments may be in any encoding; names and addresses are ASCII.
    return Files.readAllLines(file, StandardCharsets.ISO_8859_1).stream()
        .map(line -> line.replaceFirst("[#;].*", "").strip())
        .filter(line -> !line.isEmpty())
        .toList();
  }
}
