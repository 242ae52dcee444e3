package io.ringway.balancer.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The limit of open files and sockets of this process. */
final class OpenFiles {

  private static final Logger LOG = LoggerFactory.getLogger(OpenFiles.class);

  /** Files that the balancer itself has open: libraries, event loops, logs, the link. */
  private static final int OWN = 200;

  private static final int LEAST = 64;
  private static final Path LIMITS = Path.of("/proc/self/limits");
  private static final Pattern SOFT = Pattern.compile("(?m)^Max open files +([0-9]+) ");

  private OpenFiles() {}

  /** Returns the number of clients that can each have a connection to a server as well. */
  static int clients() {
    if (!Files.exists(LIMITS)) {
      return Integer.MAX_VALUE; // no Linux
    }
    try {
      return clients(Files.readString(LIMITS));
    } catch (IOException e) {
      LOG.warn(
          "The limit of open files is not known, so clients are not limited: {}", e.toString());
      return Integer.MAX_VALUE;
    }
  }

  static int clients(String limits) {
    Matcher soft = SOFT.matcher(limits);
    if (!soft.find()) {
      return Integer.MAX_VALUE; // unlimited
    }
    long half = (Long.parseLong(soft.group(1)) - OWN) / 2;
    return Math.clamp(half, LEAST, Integer.MAX_VALUE);
  }
}
