package io.ringway.control.replica;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The reason why a replica or its runtime does not work as it should. {@link ReplicaFaultText}
 * makes the sentences.
 */
sealed interface ReplicaFault {

  /** The Docker Engine was unreachable. */
  record EngineAway(String address, Obstacle obstacle, String detail) implements ReplicaFault {}

  /** The cause that an engine is unreachable. */
  enum Obstacle {
    NO_SOCKET,
    NOT_PERMITTED,
    REFUSED,
    TIMED_OUT,
    BROKEN
  }

  /** The Docker Engine refused a call. */
  record EngineRefused(Step step, int status, String detail) implements ReplicaFault {}

  /** The purpose of a call to an engine. */
  enum Step {
    CONNECT,
    LIST,
    CREATE,
    START,
    STOP,
    REMOVE,
    READ_LOG
  }

  record ImageNotAllowed(String image) implements ReplicaFault {}

  record ImageMissing(String image) implements ReplicaFault {}

  record NetworkMissing(String network) implements ReplicaFault {}

  record NetworkUnclear(Set<String> networks) implements ReplicaFault {}

  record ProgramMissing(String program) implements ReplicaFault {}

  /**
   * The jar of the sample replica does not exist.
   *
   * @param configured whether a setting names it
   */
  record JarMissing(String jar, boolean configured) implements ReplicaFault {}

  record CommandFailed(String detail) implements ReplicaFault {}

  record NoFreePort(String detail) implements ReplicaFault {}

  record FileFailed(String file, String detail) implements ReplicaFault {}

  record NotStopped(String handle, String detail) implements ReplicaFault {}

  /**
   * A run ended too soon, or before it ever answered.
   *
   * @param lived null when the runtime does not report it
   */
  record Ended(Replica.@Nullable Ending ending, @Nullable Duration lived, boolean answered)
      implements ReplicaFault {}

  /** The replica was gone soon after its start: somebody else removed it. */
  record Vanished() implements ReplicaFault {}

  /** The replica did not answer before the start timeout. */
  record StartTimeout(Duration limit, CheckFailure silence) implements ReplicaFault {}

  /**
   * The replica answered once and no longer does.
   *
   * @param since when that was first seen
   * @param stay why it is not replaced now
   */
  record Unresponsive(Instant since, CheckFailure silence, KeepReason stay)
      implements ReplicaFault {}

  /** The reason why a replica that does not answer is left running. */
  enum KeepReason {
    /** Its timeout has not passed. */
    WAITING,
    /** The cluster's setting is 0. */
    SWITCHED_OFF,
    /** The balancers reach it, so the fault is on the path from the control plane. */
    BALANCERS_REACH_IT,
    /** Another replica of the cluster is being replaced. */
    ONE_AT_A_TIME
  }

  /** The replica was replaced after it had not answered for so long. */
  record Replaced(Duration silent, CheckFailure silence) implements ReplicaFault {}

  /** The way in which a replica fails its health checks. */
  enum CheckFailure {
    NOT_ASKED_YET,
    NO_CONNECTION,
    NO_RESPONSE,
    BAD_STATUS,
    PAUSED,
    NO_NETWORK
  }

  /**
   * A defect of Ringway; the stack trace is in the log.
   *
   * @param detail class and message of the exception
   */
  record Unexpected(String detail) implements ReplicaFault {}
}
