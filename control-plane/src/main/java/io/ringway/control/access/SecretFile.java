package io.ringway.control.access;

import io.ringway.control.shell.PrivateFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A file with one secret that only its owner can read (mode 0600 on file systems with POSIX
 * permissions). It is replaced atomically: a reader sees the old or the new secret, never half of
 * one.
 */
record SecretFile(Path path) {

  void write(String secret) {
    try {
      var folder = path.toAbsolutePath().normalize().getParent();
      if (folder == null) {
        throw new IllegalArgumentException("A secret file lies in a folder: " + path);
      }
      PrivateFiles.createFolders(folder);
      var fresh = PrivateFiles.createTemporary(folder, path.getFileName() + ".", ".tmp");
      try {
        Files.writeString(fresh, secret + "\n");
        Files.move(
            fresh, path, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(fresh);
      }
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
