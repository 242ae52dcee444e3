package io.ringway.bench.soak;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The kernel's figures about one process at one moment.
 *
 * @param nanos the time, by the clock of this process
 * @param instance number of the part's start
 * @param resident memory in RAM, MiB
 * @param descriptors open file descriptors
 */
record Sample(
    long nanos, String part, int instance, double resident, int descriptors, int threads) {

  private static final double KIB_PER_MIB = 1_024;

  /** Takes a sample of a running part. */
  static Sample of(SystemPart systemPart) throws IOException {
    Path process = Path.of("/proc", Long.toString(systemPart.pid()));
    List<String> status = Files.readAllLines(process.resolve("status"));
    try (Stream<Path> open = Files.list(process.resolve("fd"))) {
      return new Sample(
          System.nanoTime(),
          systemPart.name(),
          systemPart.instance(),
          field(status, "VmRSS:") / KIB_PER_MIB,
          (int) open.count(),
          (int) field(status, "Threads:"));
    } catch (UncheckedIOException e) { // the process ended while its descriptors were listed
      throw e.getCause();
    }
  }

  private static double field(List<String> status, String name) throws IOException {
    for (String line : status) {
      if (line.startsWith(name)) {
        return Double.parseDouble(line.substring(name.length()).replace("kB", "").strip());
      }
    }
    throw new NoSuchFileException(name, null, "the process has ended");
  }
}
