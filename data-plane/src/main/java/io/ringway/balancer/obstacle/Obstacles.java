package io.ringway.balancer.obstacle;

import io.ringway.protocol.Obstacle;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The current obstacles of this machine. Each is tried again after a wait that is drawn at random
 * between half a bound and the bound; the bound doubles with every failure from 1 s to 30 s. Safe
 * for use by any number of threads.
 */
public final class Obstacles {

  /** The longest wait between two tries. */
  public static final long MOST_MILLIS = 30_000;

  private static final Logger LOG = LoggerFactory.getLogger(Obstacles.class);
  private static final long FIRST_MILLIS = 1_000;
  private static final int MOST_DOUBLINGS = 5;

  private final InstantSource clock;
  private final LongSupplier nanoClock;
  private final RandomGenerator random;
  private final Map<Key, Entry> met = new TreeMap<>();

  private record Key(Obstacle.Item item, String name) implements Comparable<Key> {
    @Override
    public int compareTo(Key other) {
      int byItem = item.compareTo(other.item);
      return byItem != 0 ? byItem : name.compareTo(other.name);
    }
  }

  /** An obstacle with its next attempt by the monotonic clock; people see the time of day. */
  private record Entry(Obstacle obstacle, long attempts, boolean retried, long dueNanos) {}

  /**
   * An obstacle with its number of failed attempts.
   *
   * @param attempts since it was first met; 0 when none was made because it would fail
   */
  public record Counted(Obstacle obstacle, long attempts) {}

  /**
   * Creates an empty list.
   *
   * @param nanoClock never goes back; nanoseconds
   * @param random jitter
   */
  public Obstacles(InstantSource clock, LongSupplier nanoClock, RandomGenerator random) {
    this.clock = clock;
    this.nanoClock = nanoClock;
    this.random = random;
  }

  /**
   * Records a failed attempt and schedules the next one.
   *
   * @param name distinguishes it from others of the same item; may be empty
   * @param reason why, and what to do, as a sentence without its end
   */
  public synchronized void failed(
      Obstacle.Item item, String name, Obstacle.Kind kind, String reason) {
    put(new Key(item, name), kind, reason, true);
  }

  /**
   * Records an obstacle that lasts until an operator changes something. It is never retried and
   * counts no attempt.
   */
  public synchronized void permanent(
      Obstacle.Item item, String name, Obstacle.Kind kind, String reason) {
    put(new Key(item, name), kind, reason, false);
  }

  private void put(Key key, Obstacle.Kind kind, String reason, boolean retried) {
    Entry before = met.get(key);
    boolean same = before != null && before.obstacle().kind() == kind;
    // A permanent obstacle is known without an attempt.
    long attempts = (before == null ? 0 : before.attempts()) + (retried ? 1 : 0);
    long now = clock.millis();
    long wait = retried ? waitMillis(attempts) : 0;
    met.put(
        key,
        new Entry(
            new Obstacle(
                key.item(),
                key.name(),
                kind,
                reason,
                before == null ? now : before.obstacle().sinceMillis(),
                retried ? now + wait : 0),
            attempts,
            retried,
            nanoClock.getAsLong() + TimeUnit.MILLISECONDS.toNanos(wait)));
    if (!same) {
      // A warning and not an error: it is expected, shown, measured and temporary.
      LOG.warn(
          "{} {}.{} The rest of the configuration is in force.",
          begin(key),
          reason,
          retried ? " It is tried again until that works." : "");
    }
  }

  private long waitMillis(long attempts) {
    long bound = Math.min(MOST_MILLIS, FIRST_MILLIS << Math.min(attempts - 1, MOST_DOUBLINGS));
    return bound / 2 + random.nextLong(bound / 2 + 1);
  }

  private static String begin(Key key) {
    return switch (key.item()) {
      case PORT -> "Port " + key.name() + " stays closed:";
      case SERVER_AUTHORITIES -> "TLS to servers is not possible:";
      case SNAPSHOT_FILE -> "The configuration is not saved on disk:";
      case FOLLOW_UP -> "A step after the change of the configuration failed, " + key.name() + ":";
      case OTHER -> key.name() + ":";
    };
  }

  /** Tells whether an attempt may be made now: there is no obstacle, or its next attempt is due. */
  public synchronized boolean due(Obstacle.Item item, String name) {
    Entry known = met.get(new Key(item, name));
    return known == null || known.retried() && nanoClock.getAsLong() - known.dueNanos() >= 0;
  }

  /** Tells whether there is an obstacle whose next attempt is due. */
  public synchronized boolean retryDue(Obstacle.Item item, String name) {
    return met.containsKey(new Key(item, name)) && due(item, name);
  }

  /** Removes an obstacle after a successful attempt. */
  public synchronized void resolved(Obstacle.Item item, String name) {
    Key key = new Key(item, name);
    Entry gone = met.remove(key);
    if (gone != null) {
      LOG.info("{} no longer; attempts that failed: {}", begin(key), gone.attempts());
    }
  }

  /** Removes the obstacles of an item whose names are not among these. */
  public synchronized void retain(Obstacle.Item item, Set<String> names) {
    met.keySet().removeIf(key -> key.item() == item && !names.contains(key.name()));
  }

  /** Returns the obstacles in a stable order. */
  public synchronized List<Counted> counted() {
    List<Counted> all = new ArrayList<>();
    met.values().forEach(each -> all.add(new Counted(each.obstacle(), each.attempts())));
    return all;
  }

  /** Returns the obstacles in a stable order. */
  public List<Obstacle> all() {
    return counted().stream().map(Counted::obstacle).toList();
  }
}
