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
 *     look
 * @param message what is wrong and what helps; empty when all is well
 * @param desired how many shall run
 * @param replicas by name, also those that are leaving
 * @param strangers what claims to be a replica of the cluster and was not started by this
 *     installation: it is left alone
 */
public record ReplicaStatus(
    String runtime,
    boolean available,
    String message,
    int desired,
    List<View> replicas,
    List<Stranger> strangers) {

  /** Copies the lists. */
  public ReplicaStatus {
    replicas = List.copyOf(replicas);
    strangers = List.copyOf(strangers);
  }

  /** How many of them are on the ring and running. */
  public long running() {
    return replicas.stream().filter(replica -> replica.state() == State.RUNNING).count();
  }

  /** Tells whether there is anything to tell of the last minutes. */
  public boolean hasEvents() {
    return replicas.stream().anyMatch(replica -> !replica.events().isEmpty());
  }

  ReplicaStatus wanting(int count) {
    return new ReplicaStatus(runtime, available, message, count, replicas, strangers);
  }

  /** Where a replica stands. */
  public enum State {
    /** Started, not yet answering. */
    STARTING,
    /** It answers and is on the ring. */
    RUNNING,
    /** It had answered and does so no longer. */
    UNHEALTHY,
    /** Its requests end, then it is stopped. */
    DRAINING,
    /** It ended or did not start; it is started again after a pause. */
    FAILED
  }

  /**
   * Something that happened to a replica.
   *
   * @param at when this control plane saw it
   * @param message why, empty when there is nothing to say
   */
  public record Event(Instant at, Kind kind, String message) {

    private static final DateTimeFormatter TIME =
        DateTimeFormatter.ofPattern("HH:mm:ss 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** The time of day, for people. */
    public String time() {
      return TIME.format(at);
    }

    /** The event. */
    public enum Kind {
      STARTED,
      ANSWERED,
      ENDED,
      FAILED,
      REPLACED
    }
  }

  /**
   * Something that is left alone.
   *
   * @param name of the server that its label names
   * @param handle container id
   */
  public record Stranger(String name, String handle) {}

  /**
   * One replica.
   *
   * @param name of its server
   * @param state where it stands
   * @param address {@code host:port}, empty when it does not run
   * @param handle process id or container id, empty when there is none
   * @param startedAt the start of its run by its runtime's clock, null when it does not run
   * @param failures starts in a row that failed
   * @param reason code of what is wrong, such as {@code START_TIMEOUT}; empty when nothing is
   * @param message the same for people, and what helps
   * @param lastLines what it wrote last when it failed
   * @param events what happened to it lately, the oldest first
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

    /** Copies the lists. */
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
