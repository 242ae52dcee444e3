package io.ringway.control.replica;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A replica of this installation as its runtime reports it.
 *
 * @param cluster id of the cluster; its name is possible in a label that a person wrote
 * @param name name of its server
 * @param handle id in the runtime: a process id or container id
 * @param host host on which it listens; empty while it has no address
 * @param port port on which it listens
 * @param condition its condition
 * @param startedAt start of this run by the runtime's clock; null when it never ran
 * @param ending end of this run; null while it runs and when it is not known
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
    /** It is frozen: it neither runs nor ends. */
    PAUSED,
    /** It runs, but its network was disconnected. */
    NO_NETWORK,
    /** It does not run; it is listed until it is started again or removed. */
    ENDED
  }

  /**
   * The end of a run.
   *
   * @param exitCode null when the system does not report it
   * @param at time by the runtime's clock
   * @param outOfMemory whether the system killed it for its memory use
   */
  record Ending(@Nullable Integer exitCode, Instant at, boolean outOfMemory) {}

  /** One run of a replica: a restarted container has another start. */
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
   * Returns the length of the run by the runtime's clock; null when the start or the end is not
   * known.
   */
  @Nullable Duration lived() {
    return startedAt == null || ending == null ? null : Duration.between(startedAt, ending.at());
  }
}
