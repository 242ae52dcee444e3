package io.ringway.balancer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How many files and sockets this process may have open. */
final class OpenFiles {

  private static final Logger LOG = LoggerFactory.getLogger(OpenFiles.class);

  /** What the balancer itself has open: libraries, event loops, the log, the control plane. */
  private static final int OWN = 200;

  private static final int LEAST = 64;
  private static final Path LIMITS = Path.of("/proc/self/limits");
  private static final Pattern SOFT = Pattern.compile("(?m)^Max open files +([0-9]+) ");

  private OpenFiles() {}

  /** As many clients as can have a connection to a server each. */
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
