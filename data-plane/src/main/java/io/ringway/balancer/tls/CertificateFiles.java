package io.ringway.balancer.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The source of certificates: one PEM file, or a folder of them. In a folder, files count whose
 * names end with {@code .pem}, {@code .crt} or {@code .cer} and do not begin with a dot.
 *
 * @param path the file or folder
 */
record CertificateFiles(Path path) {

  private static final int MAX_FILES = 1_000;

  /** The attributes of a file at one time; a file with others has changed. */
  record Stamp(String file, long size, FileTime modified, @Nullable Object inode) {}

  /**
   * Reads all certificates, in the order of their file names.
   *
   * @throws IOException with a sentence for the operator when one of them cannot be used
   */
  List<ServedCertificate> read() throws IOException {
    List<ServedCertificate> certificates = new ArrayList<>();
    for (Path file : files()) {
      if (!Files.isDirectory(path) || isCertificate(file)) {
        certificates.add(ServedCertificate.read(file));
      }
    }
    if (certificates.isEmpty()) {
      throw new IOException(
          "There is no certificate in " + path + ": put PEM files (.pem, .crt or .cer) there.");
    }
    return certificates;
  }

  private static boolean isCertificate(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return name.endsWith(".pem") || name.endsWith(".crt") || name.endsWith(".cer");
  }

  private List<Path> files() throws IOException {
    if (!Files.isDirectory(path)) {
      return List.of(path);
    }
    try (Stream<Path> all = Files.list(path)) {
      List<Path> files =
          all.filter(file -> !file.getFileName().toString().startsWith("."))
              .filter(Files::isRegularFile)
              .sorted()
              .limit(MAX_FILES + 1)
              .toList();
      if (files.size() > MAX_FILES) {
        throw new IOException("There are more than " + MAX_FILES + " files in " + path + ".");
      }
      return files;
    }
  }

  /** Returns the attributes of all files, including keys; empty when they cannot be read. */
  List<Stamp> stamps() {
    List<Stamp> stamps = new ArrayList<>();
    try {
      Path folder = path.toAbsolutePath().getParent();
      List<Path> looked =
          Files.isDirectory(path) || folder == null
              ? files()
              : new CertificateFiles(folder).files().stream().filter(this::hasItsName).toList();
      for (Path file : looked) {
        BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
        stamps.add(new Stamp(file.toString(), now.size(), now.lastModifiedTime(), now.fileKey()));
      }
      return stamps;
    } catch (IOException e) {
      return List.of(); // removed in between: the next check or reload shows it
    }
  }

  private boolean hasItsName(Path file) {
    return stem(file).equals(stem(path));
  }

  private static String stem(Path file) {
    String name = file.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return dot < 0 ? name : name.substring(0, dot);
  }
}
