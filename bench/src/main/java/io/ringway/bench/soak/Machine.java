package io.ringway.bench.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The machine that the test runs on. */
final class Machine {

  private static final String MODEL = "model name";

  private Machine() {}

  /** Returns the processor and the kernel in readable form. */
  static String name() throws IOException {
    String model =
        Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
            .filter(line -> line.startsWith(MODEL))
            .map(line -> line.substring(line.indexOf(':') + 1).strip())
            .findFirst()
            .orElse("unknown processor");
    return "%s, %d cores, Linux %s"
        .formatted(
            model, Runtime.getRuntime().availableProcessors(), System.getProperty("os.version"));
  }
}
