package io.ringway.control.fleet;

import io.ringway.protocol.Obstacle;
import java.time.Duration;
import java.util.List;

/** The state of a balancer's rings compared with the current revision. */
sealed interface RingState {

  /** The urgency of a state, the most urgent first. */
  enum Severity {
    BAD,
    WARN,
    GOOD,
    OFF
  }

  /** It built the same rings as the control plane and applied everything. */
  record Same() implements RingState {}

  /** It built the same rings, but its machine keeps it from applying everything. */
  record Hindered(List<Obstacle> obstacles) implements RingState {

    /** Copies the list. */
    public Hindered {
      obstacles = List.copyOf(obstacles);
    }
  }

  /**
   * It runs an older revision.
   *
   * @param since time since it was sent the current revision; zero when it was not sent
   */
  record Behind(long revisions, Duration since) implements RingState {}

  /** It runs the current revision, but built another ring. */
  record Different() implements RingState {}

  /** It rejected the newest revision. */
  record Rejected(List<String> reasons) implements RingState {

    /** Copies the list. */
    public Rejected {
      reasons = List.copyOf(reasons);
    }
  }

  /** It is disconnected. */
  record Disconnected() implements RingState {}

  /** Returns the state of a balancer. */
  static RingState of(BalancerStatus status) {
    if (!status.connected()) {
      return new Disconnected();
    }
    if (!status.rejectedReasons().isEmpty()) {
      return new Rejected(status.rejectedReasons());
    }
    if (status.agrees()) {
      List<Obstacle> obstacles = status.traffic().obstacles();
      return obstacles.isEmpty() ? new Same() : new Hindered(obstacles);
    }
    return status.behind() > 0
        ? new Behind(status.behind(), Duration.ofMillis(status.behindMillis()))
        : new Different();
  }

  /** Returns the urgency: a port that is closed turns clients away. */
  default Severity severity() {
    return switch (this) {
      case Same _ -> Severity.GOOD;
      case Hindered(var obstacles) ->
          ObstacleText.closesPort(obstacles) ? Severity.BAD : Severity.WARN;
      case Behind _ -> Severity.WARN;
      case Different _, Rejected _ -> Severity.BAD;
      case Disconnected _ -> Severity.OFF;
    };
  }
}
