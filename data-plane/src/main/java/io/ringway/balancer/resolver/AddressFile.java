package io.ringway.balancer.resolver;

import io.netty.util.NetUtil;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.ringway.balancer.disk.AtomicFile;
import io.ringway.balancer.schedule.PeriodicTask;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last good addresses of all names on disk, so that a balancer that starts while DNS is down
 * still reaches its servers. Traffic does not depend on it: without a complete file, names have no
 * address until they are resolved.
 *
 * <p>Format: the first line of a {@link AtomicFile}, then a line for each name: the name, the time
 * of its last successful lookup in milliseconds since 1970 UTC, and its addresses, separated by
 * spaces.
 */
public final class AddressFile implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(AddressFile.class);
  private static final String FORMAT = "ringway-addresses/1";

  /** More than the largest possible file. */
  private static final long MOST_BYTES = 16L * 1024 * 1024;

  /** The period of checks for changed addresses. */
  private static final long LOOK_MILLIS = 1_000;

  /** The longest time between two saves, and so the error of saved times after a crash. */
  private static final long TIMES_NANOS = TimeUnit.MINUTES.toNanos(5);

  private final Path path;
  private final AtomicFile file;
  private final Resolver resolver;
  private final ScheduledExecutorService writer =
      Executors.newSingleThreadScheduledExecutor(
          new DefaultThreadFactory("ringway-addresses", true));

  // Guarded by this.
  private long saved;
  private long savedNanos = System.nanoTime();
  private boolean working = true;

  private AddressFile(Path path, Resolver resolver) {
    this.path = path;
    this.file = new AtomicFile(path, FORMAT);
    this.resolver = resolver;
  }

  /** Loads the file in a folder into a resolver, and keeps the file up to date from then on. */
  public static AddressFile open(Path folder, Resolver resolver) {
    AddressFile opened = new AddressFile(folder.resolve("addresses"), resolver);
    resolver.remember(opened.load());
    var _ =
        PeriodicTask.withFixedDelay(
            opened.writer, "saving addresses", LOOK_MILLIS, opened::saveIfDue);
    return opened;
  }

  private Map<String, LastGoodAddresses> load() {
    if (!Files.exists(path)) {
      return Map.of();
    }
    try {
      if (Files.size(path) > MOST_BYTES) {
        throw new IOException("it is larger than " + MOST_BYTES + " bytes");
      }
      Map<String, LastGoodAddresses> all = new LinkedHashMap<>();
      for (String line : file.read(path).lines().toList()) {
        String[] parts = line.split(" ", -1);
        List<InetAddress> addresses = new ArrayList<>();
        for (int i = 2; i < parts.length; i++) {
          addresses.add(InetAddress.ofLiteral(parts[i]));
        }
        if (addresses.isEmpty()) {
          throw new IOException("a line has no address");
        }
        all.put(parts[0], new LastGoodAddresses(addresses, Long.parseLong(parts[1])));
      }
      LOG.info("{} names have last good addresses from disk", all.size());
      return all;
    } catch (IOException | IllegalArgumentException e) {
      LOG.warn(
          "{} cannot be used: {}. Names have no address until they resolve.", path, e.getMessage());
      return Map.of();
    }
  }

  private synchronized void saveIfDue() {
    long now = resolver.changes();
    // What could not be saved is tried again with each look: there may be room again.
    if (!working || now != saved || System.nanoTime() - savedNanos > TIMES_NANOS) {
      save();
    }
  }

  private synchronized void save() {
    saved = resolver.changes();
    savedNanos = System.nanoTime();
    StringBuilder text = new StringBuilder();
    resolver
        .lastGood()
        .forEach((name, good) -> {
          if (name.chars().allMatch(c -> c > ' ' && c < 0x7f)) { // no other name is looked up
            text.append(name).append(' ').append(good.atMillis()).append(' ');
            text.append(
                    good.addresses().stream()
                        .map(NetUtil::toAddressString)
                        .collect(Collectors.joining(" ")))
                .append('\n');
          }
        });
    try {
      file.write(text.toString());
      working = true;
    } catch (IOException | RuntimeException e) {
      if (working) { // the snapshot, which is saved in the same folder, is told of as an obstacle
        LOG.warn(
            "{} cannot be saved ({}): after a restart without DNS names have no address.",
            path,
            e.toString());
      }
      working = false;
    }
  }

  /** Saves once more. */
  @Override
  public void close() {
    writer.shutdown();
    save();
  }
}
