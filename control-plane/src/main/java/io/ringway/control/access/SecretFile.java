package io.ringway.control.access;

import io.ringway.control.shell.PrivateFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file with one secret that only its owner can read (mode 0600 on file systems with POSIX
 * permissions). It is replaced atomically: a reader sees the old or the new secret, never half of
 * one.
 */
record SecretFile(Path path) {

  void write(String secret) {
    try {
      PrivateFiles.replace(path, (secret + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot write " + path + ": give this user the right to write there.", e);
    }
  }

  /** Returns the secret, or an empty string when the file does not exist. */
  String read() {
    try {
      return Files.isRegularFile(path) ? Files.readString(path).strip() : "";
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot read " + path + ": give this user the right to read it, or delete it.", e);
    }
  }

  void delete() {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot delete " + path + ": delete it yourself.", e);
    }
  }
}
