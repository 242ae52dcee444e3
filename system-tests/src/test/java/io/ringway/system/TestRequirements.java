package io.ringway.system;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/**
 * The requirements of a test. If one is missing, the test is skipped, or fails where everything is
 * required.
 */
final class TestRequirements {

  private static final boolean ALL = Boolean.parseBoolean(System.getenv("RINGWAY_REQUIRE_ALL"));

  private TestRequirements() {}

  static void executable(Path file, String howToGetIt) {
    that(Files.isExecutable(file), file + " is missing: " + howToGetIt);
  }

  static void that(boolean there, String otherwise) {
    if (ALL) {
      Assertions.assertTrue(there, otherwise);
    }
    Assumptions.assumeTrue(there, otherwise);
  }
}
