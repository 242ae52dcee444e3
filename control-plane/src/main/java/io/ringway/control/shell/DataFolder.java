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
 * Tries the data folder before anything opens a file in it, so that a folder that cannot be used is
 * one sentence and not a database's stack trace. Makes its path absolute.
 */
class DataFolder implements ApplicationContextInitializer<ConfigurableApplicationContext>, Ordered {

  private static final String PROPERTY = "ringway.data";
  private static final Logger LOG = LoggerFactory.getLogger(DataFolder.class);

  /** The files that this process and the launcher put there. */
  private static final Pattern OURS =
      Pattern.compile(
          "control-plane\\..*|(api|balancer)\\.token|setup-url|node|log|run|replicas|balancer");

  private static final String WAY_OUT =
      " Give another folder with --ringway.data or RINGWAY_DATA (./ringway up: --data).";

  /** The folder cannot be used; the message says what to do. */
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
    tighten(folder);
    environment
        .getPropertySources()
        .addFirst(new MapPropertySource("ringway-data", Map.of(PROPERTY, folder.toString())));
  }

  /**
   * Takes the rights of others away from what Ringway keeps in the folder, and from the folder when
   * it holds nothing else: somebody may have given a folder that is shared.
   */
  static void tighten(Path folder) {
    boolean onlyOurs = true;
    try (Stream<Path> entries = Files.list(folder)) {
      for (Path entry : (Iterable<Path>) entries::iterator) {
        if (OURS.matcher(entry.getFileName().toString()).matches()) {
          OwnerOnly.tighten(entry);
        } else {
          onlyOurs = false;
        }
      }
      if (onlyOurs) {
        OwnerOnly.tightenOne(folder);
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
      OwnerOnly.createFolders(folder);
      // Asking for permissions tells nothing about a read-only or a full disk: write.
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
                + WAY_OUT);
      }
    } catch (OverlappingFileLockException _) {
      // Held by this process: H2 lets its contexts share a database.
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
            + WAY_OUT);
  }

  /** After everything else that says where the folder is. */
  @Override
  public int getOrder() {
    return Ordered.LOWEST_PRECEDENCE;
  }
}
