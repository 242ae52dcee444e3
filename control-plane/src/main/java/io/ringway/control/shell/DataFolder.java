package io.ringway.control.shell;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Looks at the data folder before anything opens a file in it, so that a folder that cannot be used
 * is one sentence and not a database's stack trace. Makes its path absolute.
 */
class DataFolder implements EnvironmentPostProcessor, Ordered {

  private static final String PROPERTY = "ringway.data";

  /** The folder cannot be used; the message says what to do. */
  static final class Unusable extends RuntimeException {
    Unusable(String message) {
      super(message);
    }
  }

  @Override
  public void postProcessEnvironment(
      ConfigurableEnvironment environment, SpringApplication application) {
    var given = environment.getProperty(PROPERTY);
    if (given == null || given.isBlank()) {
      return;
    }
    var folder = Path.of(given).toAbsolutePath().normalize();
    check(folder);
    environment
        .getPropertySources()
        .addFirst(new MapPropertySource("ringway-data", Map.of(PROPERTY, folder.toString())));
  }

  /** The folder, or the nearest one above it that exists, must be a folder that we may write to. */
  static void check(Path folder) {
    var at = folder;
    while (!Files.exists(at)) {
      var above = at.getParent();
      if (above == null) {
        return;
      }
      at = above;
    }
    if (!Files.isDirectory(at)) {
      throw new Unusable(
          "The data folder "
              + folder
              + " cannot be used: "
              + at
              + " is a file. Give another folder with --ringway.data or RINGWAY_DATA.");
    }
    var database = at.resolve("control-plane.mv.db");
    var blocked = Files.exists(database) && !Files.isWritable(database) ? database : at;
    if (!Files.isWritable(blocked)) {
      throw new Unusable(
          "The data folder "
              + folder
              + " cannot be used: "
              + blocked
              + " is not writable for "
              + System.getProperty("user.name")
              + ". Make it writable, or give another folder with --ringway.data or RINGWAY_DATA.");
    }
  }

  /** After the configuration files, which say where the folder is. */
  @Override
  public int getOrder() {
    return Ordered.LOWEST_PRECEDENCE;
  }
}
