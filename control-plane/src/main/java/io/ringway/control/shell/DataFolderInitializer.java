package io.ringway.control.shell;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.env.MapPropertySource;

/**
 * The check of the data folder before anything opens a file in it, so that an unusable folder is
 * reported in one sentence and not by a stack trace of the database. Makes the path absolute.
 */
class DataFolderInitializer
    implements ApplicationContextInitializer<ConfigurableApplicationContext>, Ordered {

  private static final String PROPERTY = "ringway.data";
  private static final Logger LOG = LoggerFactory.getLogger(DataFolderInitializer.class);

  /** The files that this process and the launcher create. */
  private static final Pattern OURS =
      Pattern.compile(
          "control-plane\\..*|(api|balancer)\\.token|setup-url|node|log|run|replicas|balancer");

  private static final String REMEDY =
      " Give another folder with --ringway.data or RINGWAY_DATA (./ringway up: --data).";

  /** The failure of a start because the folder cannot be used. */
  static final class Unusable extends StartException {
    Unusable(String message) {
      super(message);
    }
  }

  @Override
  public void initialize(ConfigurableApplicationContext context) {
    var environment = context.getEnvironment();
    var given = environment.getProperty(PROPERTY);
    if (given == null || given.isBlank()) {
      return;
    }
    var folder = Path.of(given).toAbsolutePath().normalize();
    check(folder);
    restrictPermissions(folder);
    environment
        .getPropertySources()
        .addFirst(new MapPropertySource("ringway-data", Map.of(PROPERTY, folder.toString())));
  }

  /**
   * Removes the permissions of other users from Ringway's files in the folder. The folder itself is
   * only changed when it holds nothing else, since it may be shared with other programs.
   */
  static void restrictPermissions(Path folder) {
    boolean onlyOurs = true;
    try (Stream<Path> entries = Files.list(folder)) {
      for (Path entry : (Iterable<Path>) entries::iterator) {
        if (OURS.matcher(entry.getFileName().toString()).matches()) {
          PrivateFiles.restrict(entry);
        } else {
          onlyOurs = false;
        }
      }
      if (onlyOurs) {
        PrivateFiles.restrictOne(folder);
      }
    } catch (IOException | UncheckedIOException e) {
      LOG.warn(
          "Other users of this machine may be able to read {}: its rights cannot be changed ({})."
              + " Put the data folder where they can.",
          folder,
          e.toString());
    }
  }

  static void check(Path folder) {
    try {
      PrivateFiles.createFolders(folder);
      // Permissions do not show a read-only file system or a full disk, so write a file.
      var probe = Files.createTempFile(folder, "probe", ".tmp");
      try {
        Files.writeString(probe, "ringway");
      } finally {
        Files.delete(probe);
      }
    } catch (IOException e) {
      throw unusable(folder, e);
    }
    var database = folder.resolve("control-plane.mv.db");
    if (Files.exists(database)) {
      checkFree(folder, database);
    }
  }

  private static void checkFree(Path folder, Path database) {
    try (var file = FileChannel.open(database, StandardOpenOption.WRITE);
        var lock = file.tryLock()) {
      if (lock == null) {
        throw new Unusable(
            "The data folder "
                + folder
                + " is in use by another control plane: stop that one."
                + REMEDY);
      }
    } catch (OverlappingFileLockException _) {
      // This process holds the lock: H2 lets its contexts share a database.
      return;
    } catch (IOException e) {
      throw unusable(folder, e);
    }
  }

  private static Unusable unusable(Path folder, IOException why) {
    return new Unusable(
        "The data folder "
            + folder
            + " cannot be written ("
            + why.getClass().getSimpleName()
            + ": "
            + why.getMessage()
            + "). Make it a folder that "
            + System.getProperty("user.name")
            + " can write to, on a disk with free space."
            + REMEDY);
  }

  /** Runs last, after all sources of the property. */
  @Override
  public int getOrder() {
    return Ordered.LOWEST_PRECEDENCE;
  }
}
