package io.ringway.control.replica;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The reason why a replica or its runtime is not as it shall be; {@link ReplicaFaultText} words it.
 */
sealed interface ReplicaFault {

  /** The Docker Engine could not be asked. */
  record EngineAway(String address, Obstacle obstacle, String detail) implements ReplicaFault {}

  /** The obstacle on the way to an engine. */
  enum Obstacle {
    NO_SOCKET,
    NOT_PERMITTED,
    REFUSED,
    TIMED_OUT,
    BROKEN
  }

  /** The Docker Engine answered that it does not do something. */
  record EngineRefused(Step step, int status, String detail) implements ReplicaFault {}

  /** The thing that an engine was asked to do. */
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
   * The jar of the sample replica is not there.
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
   * @param lived null when the runtime does not tell it
   */
  record Ended(Replica.@Nullable Ending ending, @Nullable Duration lived, boolean answered)
      implements ReplicaFault {}

  /** It was gone soon after its start: somebody else removed it. */
  record Vanished() implements ReplicaFault {}

  /** It did not answer in time after its start. */
  record StartTimeout(Duration limit, Silence silence) implements ReplicaFault {}

  /**
   * It answered once and does so no longer.
   *
   * @param since when it was first found so
   * @param stay why it is not replaced now
   */
  record Unresponsive(Instant since, Silence silence, Stay stay) implements ReplicaFault {}

  /** The reason why a replica that does not answer is left running. */
  enum Stay {
    /** Its time is not over. */
    WAITING,
    /** The cluster's setting is 0. */
    SWITCHED_OFF,
    /** The balancers reach it: the fault is on the control plane's own way to it. */
    BALANCERS_REACH_IT,
    /** Another replica of the cluster is replaced just now. */
    ONE_AT_A_TIME
  }

  /** It was replaced after it had not answered for so long. */
  record Replaced(Duration silent, Silence silence) implements ReplicaFault {}

  /** The way in which a replica does not answer. */
  enum Silence {
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
