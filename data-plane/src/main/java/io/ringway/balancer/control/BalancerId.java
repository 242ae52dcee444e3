package io.ringway.balancer.control;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The stable id of this balancer, generated once and saved in its data folder. */
public final class BalancerId {

  private static final Logger LOG = LoggerFactory.getLogger(BalancerId.class);

  private BalancerId() {}

  /** Reads the id, or generates and saves one; without a usable folder it lasts until the stop. */
  public static String in(Path folder, RandomGenerator random) {
    Path file = folder.resolve("balancer.id");
    try {
      if (Files.exists(file)) {
        String id = Files.readString(file).strip();
        if (id.matches("[A-Za-z0-9-]{1,64}")) {
          return id;
        }
        LOG.warn("{} holds no balancer id: a new one is generated", file);
      }
      String id = make(random);
      Files.createDirectories(folder);
      Files.writeString(file, id + "\n");
      return id;
    } catch (IOException e) {
      LOG.warn(
          "Cannot save the balancer's id in {}: {}. It will be a new balancer after a restart; make"
              + " the folder writable or choose another with --data (RINGWAY_DATA).",
          folder,
          e.toString());
      return make(random);
    }
  }

  private static String make(RandomGenerator random) {
    return "b-" + HexFormat.of().toHexDigits(random.nextLong());
  }
}
