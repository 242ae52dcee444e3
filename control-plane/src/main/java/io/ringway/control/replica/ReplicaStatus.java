package io.ringway.control.replica;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The replicas of a cluster.
 *
 * @param runtime {@code process}, {@code docker} or {@code none}
 * @param available whether the runtime can be used now; if not, the replicas are those of the last
 *     check
 * @param message what is wrong and how to mend it; empty when all is well
 * @param desired desired number of replicas
 * @param replicas replicas by name, also those that are leaving
 * @param strangers containers that claim to be a replica of the cluster and were not started by
 *     this installation: they are left alone
 */
public record ReplicaStatus(
    String runtime,
    boolean available,
    String message,
    int desired,
    List<View> replicas,
    List<Stranger> strangers) {

  public ReplicaStatus {
    replicas = List.copyOf(replicas);
    strangers = List.copyOf(strangers);
  }

  /** Counts those that are running and on the ring. */
  public long running() {
    return replicas.stream().filter(replica -> replica.state() == State.RUNNING).count();
  }

  /** Tells whether there are any recent events. */
  public boolean hasEvents() {
    return replicas.stream().anyMatch(replica -> !replica.events().isEmpty());
  }

  ReplicaStatus withDesired(int count) {
    return new ReplicaStatus(runtime, available, message, count, replicas, strangers);
  }

  /** The state of a replica. */
  public enum State {
    /** Started, does not answer yet. */
    STARTING,
    /** Answers and is on the ring. */
    RUNNING,
    /** Answered once and no longer does. */
    UNHEALTHY,
    /** Finishes its requests, then it is stopped. */
    DRAINING,
    /** Ended or did not start; it is started again after a pause. */
    FAILED
  }

  /**
   * An event of a replica.
   *
   * @param at when this control plane saw it
   * @param message the reason, empty when there is none
   */
  public record Event(Instant at, Kind kind, String message) {

    private static final DateTimeFormatter TIME =
        DateTimeFormatter.ofPattern("HH:mm:ss 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** Returns the time of day as text. */
    public String time() {
      return TIME.format(at);
    }

    /** The kind of an event. */
    public enum Kind {
      STARTED,
      ANSWERED,
      ENDED,
      FAILED,
      REPLACED
    }
  }

  /**
   * A container that is left alone.
   *
   * @param name name of the server in its label
   * @param handle container id
   */
  public record Stranger(String name, String handle) {}

  /**
   * One replica.
   *
   * @param name name of its server
   * @param state its state
   * @param address {@code host:port}, empty when it does not run
   * @param handle process id or container id, empty when there is none
   * @param startedAt start of its run by its runtime's clock, null when it does not run
   * @param failures failed starts in a row
   * @param reason code of the fault, such as {@code START_TIMEOUT}; empty when there is none
   * @param message the fault and its remedy in words
   * @param lastLines the last lines of its output when it failed
   * @param events its recent events, oldest first
   */
  public record View(
      String name,
      State state,
      String address,
      String handle,
      @Nullable Instant startedAt,
      int failures,
      String reason,
      String message,
      List<String> lastLines,
      List<Event> events) {

    public View {
      lastLines = List.copyOf(lastLines);
      events = List.copyOf(events);
    }

    static View of(
        String name,
        State state,
        @Nullable Replica replica,
        ReplicaAttempt replicaAttempt,
        @Nullable ReplicaFault why) {
      Replica alive = replica != null && replica.alive() ? replica : null;
      return new View(
          name,
          state,
          alive == null || alive.host().isEmpty() ? "" : alive.host() + ":" + alive.port(),
          replica == null ? "" : replica.handle(),
          alive == null ? null : alive.startedAt(),
          replicaAttempt.failures(),
          why == null ? "" : ReplicaFaultText.code(why),
          why == null ? "" : ReplicaFaultText.of(why),
          replicaAttempt.lastLines(),
          replicaAttempt.events());
    }
  }
}
