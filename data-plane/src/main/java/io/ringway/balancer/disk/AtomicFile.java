package io.ringway.balancer.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A text file that is whole after a crash at any moment. It is written under another name, forced
 * to disk and renamed; then its folder is forced. A first line {@code <format> sha256:<hex>} has
 * the checksum of all that follows. For one writer at a time.
 */
public final class AtomicFile {

  private final Path file;
  private final String magic;

  /**
   * Creates the file at a path; nothing is written yet.
   *
   * @param format name and version, such as {@code ringway-snapshot/1}
   */
  public AtomicFile(Path file, String format) {
    this.file = file;
    this.magic = format + " sha256:";
  }

  /**
   * Reads a file of this format.
   *
   * @param from this file, or an earlier one
   * @return what follows the first line
   * @throws IOException when it cannot be read or is not whole
   */
  public String read(Path from) throws IOException {
    String text;
    try {
      text = Files.readString(from);
    } catch (CharacterCodingException e) {
      throw new IOException("it is not a text in UTF-8", e);
    }
    int first = text.indexOf('\n');
    if (first < 0 || !text.startsWith(magic)) {
      throw new IOException("it does not begin with '" + magic + "'");
    }
    String body = text.substring(first + 1);
    if (!text.substring(magic.length(), first).equals(checksum(body))) {
      throw new IOException("its checksum is wrong");
    }
    return body;
  }

  /** Replaces the file; creates its folder when that is missing. */
  public void write(String body) throws IOException {
    writeAside(body);
    putInPlace();
  }

  /** Replaces the file and keeps the previous one under another name in its folder. */
  public void write(String body, Path previous) throws IOException {
    writeAside(body);
    if (Files.exists(file)) {
      Files.move(file, previous, StandardCopyOption.ATOMIC_MOVE);
    }
    putInPlace();
  }

  private Path aside() {
    return file.resolveSibling(file.getFileName() + ".tmp");
  }

  private Path folder() {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null) {
      throw new IllegalStateException(file + " is in no folder.");
    }
    return folder;
  }

  private void writeAside(String body) throws IOException {
    Files.createDirectories(folder());
    byte[] bytes = (magic + checksum(body) + "\n" + body).getBytes(StandardCharsets.UTF_8);
    try (FileChannel out =
        FileChannel.open(
            aside(),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer rest = ByteBuffer.wrap(bytes);
      while (rest.hasRemaining()) {
        out.write(rest);
      }
      out.force(true);
    }
  }

  private void putInPlace() throws IOException {
    Files.move(aside(), file, StandardCopyOption.ATOMIC_MOVE);
    try (FileChannel directory = FileChannel.open(folder(), StandardOpenOption.READ)) {
      directory.force(true);
    }
  }

  private static String checksum(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256.", e);
    }
  }
}
