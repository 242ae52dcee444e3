package io.ringway.control.replica;

import io.ringway.control.shell.TimeText;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The texts for a {@link ReplicaFault}: the cause and the remedy. */
final class ReplicaFaultText {

  private ReplicaFaultText() {}

  static String of(ReplicaFault replicaFault) {
    return switch (replicaFault) {
      case ReplicaFault.EngineAway(String address, var obstacle, String detail) ->
          away(address, obstacle, detail);
      case ReplicaFault.EngineRefused(var step, int status, String detail) ->
          "Docker does not %s: %s (status %d).".formatted(step(step), detail, status);
      case ReplicaFault.ImageNotAllowed(String image) ->
          "The image '"
              + image
              + "' is not allowed: add it to ringway.replicas.docker.allowed-images.";
      case ReplicaFault.ImageMissing(String image) ->
          "Docker has no image '" + image + "': build it with `docker compose build`, or pull it.";
      case ReplicaFault.NetworkMissing(String network) ->
          "Docker has no network '"
              + network
              + "': create it, or name another with ringway.replicas.docker.network.";
      case ReplicaFault.NetworkUnclear(var networks) ->
          "The control plane's container is on the networks "
              + networks
              + ": say which one the replicas join with ringway.replicas.docker.network.";
      case ReplicaFault.ProgramMissing(String program) ->
          "There is no program '"
              + program
              + "': correct the first word of ringway.replicas.process.command.";
      case ReplicaFault.JarMissing(String jar, boolean configured) ->
          configured
              ? "There is no file " + jar + ": correct ringway.replicas.process.jar."
              : "The sample replica "
                  + jar
                  + " is not beside the control plane: build it (mvn package), or give its place as"
                  + " ringway.replicas.process.jar.";
      case ReplicaFault.CommandFailed(String detail) ->
          "The replica command does not start: "
              + detail
              + ". Check ringway.replicas.process.command.";
      case ReplicaFault.NoFreePort(String detail) -> "There is no free loopback port: " + detail;
      case ReplicaFault.FileFailed(String file, String detail) ->
          file + " cannot be used: " + detail + ". Give ringway.data another folder, or mend it.";
      case ReplicaFault.NotStopped(String handle, String detail) ->
          "Process " + handle + " cannot be stopped: " + detail + ".";
      case ReplicaFault.Ended(var ending, var lived, boolean answered) ->
          ended(ending, lived, answered);
      case ReplicaFault.Vanished() ->
          "It was gone soon after its start, and not stopped by Ringway: see who removes it.";
      case ReplicaFault.StartTimeout(Duration limit, var checkFailure) ->
          "It did not answer its health check within "
              + seconds(limit)
              + " of its start ("
              + silence(checkFailure)
              + "): if it needs longer, raise the start timeout of the cluster.";
      case ReplicaFault.Unresponsive(Instant since, var checkFailure, var keepReason) ->
          "It has not answered since "
              + TimeText.minute(since)
              + " ("
              + silence(checkFailure)
              + ")"
              + stay(keepReason);
      case ReplicaFault.Replaced(Duration silent, var checkFailure) ->
          "It was replaced: it had not answered for "
              + seconds(silent)
              + " ("
              + silence(checkFailure)
              + ").";
      case ReplicaFault.Unexpected(String detail) ->
          "The control plane failed while it looked after these replicas, and tries again. This is"
              + " a defect of Ringway, not of the cluster or its settings: please report it, with"
              + " the stack trace that the log of the control plane has. ("
              + detail
              + ")";
    };
  }

  /** Returns the code of a fault in the REST API, such as {@code START_TIMEOUT}. */
  static String code(ReplicaFault replicaFault) {
    String name = replicaFault.getClass().getSimpleName();
    return name.replaceAll("(?<=[a-z])(?=[A-Z])", "_").toUpperCase(Locale.ROOT);
  }

  private static String away(String address, ReplicaFault.Obstacle obstacle, String detail) {
    return "Docker at "
        + address
        + switch (obstacle) {
          case NO_SOCKET ->
              " is not there: its socket does not exist. Start the engine, or correct"
                  + " ringway.replicas.docker.host.";
          case NOT_PERMITTED ->
              " may not be used by this user: give it access to the socket, or correct"
                  + " ringway.replicas.docker.host.";
          case REFUSED -> " takes no connection. Is the engine running?";
          case TIMED_OUT -> " does not answer in time. The replicas are asked for again.";
          case BROKEN -> " broke the connection off (" + detail + "). It is tried again.";
        };
  }

  private static String step(ReplicaFault.Step step) {
    return switch (step) {
      case CONNECT -> "tell its version";
      case LIST -> "list the containers";
      case CREATE -> "create the container";
      case START -> "start the container";
      case STOP -> "stop the container";
      case REMOVE -> "remove the container";
      case READ_LOG -> "show the container's log";
    };
  }

  static String silence(ReplicaFault.CheckFailure checkFailure) {
    return switch (checkFailure) {
      case NOT_ASKED_YET -> "it was not asked yet";
      case NO_CONNECTION -> "it takes no connection on its port";
      case NO_RESPONSE -> "it takes connections and does not respond";
      case BAD_STATUS -> "it responds with an error status";
      case PAUSED -> "its container is paused";
      case NO_NETWORK -> "its container was disconnected from its network";
    };
  }

  private static String stay(ReplicaFault.KeepReason keepReason) {
    return switch (keepReason) {
      case WAITING -> ".";
      case SWITCHED_OFF -> "; replacing is switched off for this cluster.";
      case BALANCERS_REACH_IT ->
          "; the balancers reach it, so it stays: see what keeps the control plane from it.";
      case ONE_AT_A_TIME -> "; it waits until another replica that was replaced answers.";
    };
  }

  private static String ended(
      Replica.@Nullable Ending ending, @Nullable Duration lived, boolean answered) {
    StringBuilder text = new StringBuilder("It ended");
    if (ending != null && ending.outOfMemory()) {
      text.append(" for want of memory");
    }
    if (ending != null && ending.exitCode() != null) {
      text.append(" with exit code ").append(ending.exitCode());
    }
    if (lived != null) {
      text.append(" after ").append(seconds(lived));
    }
    return text.append(answered ? "." : " and had not answered.").toString();
  }

  static String seconds(Duration time) {
    long millis = Math.max(0, time.toMillis());
    return millis % 1_000 == 0 || millis >= 10_000
        ? millis / 1_000 + " s"
        : String.format(Locale.ROOT, "%.1f s", millis / 1_000.0);
  }
}
