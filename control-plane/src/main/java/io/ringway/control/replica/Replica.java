package io.ringway.control.replica;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A replica of this installation as its runtime sees it.
 *
 * @param cluster id of the cluster; in a label that a person wrote also its name
 * @param name of its server
 * @param handle what the runtime knows it by: a process id, a container id
 * @param host where it listens; empty while it has no address
 * @param port where it listens
 * @param condition how it is
 * @param startedAt the start of this run by the runtime's clock; null when it never ran
 * @param ending how this run ended; null while it runs and when that is not known
 */
record Replica(
    String cluster,
    String name,
    String handle,
    String host,
    int port,
    Condition condition,
    @Nullable Instant startedAt,
    @Nullable Ending ending) {

  /** The condition of a replica. */
  enum Condition {
    /** It runs and has an address. */
    RUNNING,
    /** Somebody froze it: it neither runs nor ends. */
    PAUSED,
    /** It runs, but its network was taken away. */
    NO_NETWORK,
    /** It does not run; it is listed until it is started again or removed. */
    ENDED
  }

  /**
   * The end of a run.
   *
   * @param exitCode null when the system does not tell it
   * @param at by the runtime's clock
   * @param outOfMemory whether the system killed it for the memory that it took
   */
  record Ending(@Nullable Integer exitCode, Instant at, boolean outOfMemory) {}

  /** One run of a replica: a container that is started again has another start. */
  record Run(String handle, @Nullable Instant startedAt) {}

  Run run() {
    return new Run(handle, startedAt);
  }

  boolean alive() {
    return condition != Condition.ENDED;
  }

  boolean running() {
    return condition == Condition.RUNNING;
  }

  /**
   * Returns the length of the run by the runtime's own times; null when one of them is not known.
   */
  @Nullable Duration lived() {
    return startedAt == null || ending == null ? null : Duration.between(startedAt, ending.at());
  }
}
