package io.ringway.control.replica;

import io.ringway.control.access.Actor;
import io.ringway.control.cluster.Change;
import io.ringway.control.cluster.ClusterDetails;
import io.ringway.control.cluster.Clusters;
import io.ringway.control.cluster.NewServer;
import io.ringway.protocol.ServerConfig;
import io.ringway.protocol.ServerState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the replicas of one cluster one step nearer to its plan: starts what is missing, puts on
 * the ring what answers, takes off what leaves and stops it.
 */
final class ClusterPass {

  private static final Logger LOG = LoggerFactory.getLogger(ClusterPass.class);
  private static final Actor AUTHOR = Actor.system("replicas");
  private static final int LAST_LINES = 5;
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(30);

  /** Until then what balancers report may be from before the server began to drain. */
  private static final Duration TWO_REPORTS = Duration.ofMillis(2_500);

  private final Clusters clusters;
  private final Attempts attempts;
  private final BiPredicate<Replica, String> answers;
  private final BiPredicate<String, String> idle;

  /** When a leaving server was first seen leaving, by cluster and name. */
  private final Map<Attempts.Key, Instant> leavingSince = new HashMap<>();

  /**
   * A pass.
   *
   * @param answers whether a replica answers on a path
   * @param idle whether balancers report that the server of a cluster, both by id, has no request
   */
  ClusterPass(
      Clusters clusters,
      Attempts attempts,
      BiPredicate<Replica, String> answers,
      BiPredicate<String, String> idle) {
    this.clusters = clusters;
    this.attempts = attempts;
    this.answers = answers;
    this.idle = idle;
  }

  /**
   * What a pass found.
   *
   * @param settled false when the next look shall be soon
   */
  record Result(ReplicaStatus status, boolean settled) {}

  /** One step; {@code found} is all that the runtime runs for this cluster. */
  Result run(ClusterDetails cluster, ReplicaRuntime runtime, List<Replica> found, Instant now) {
    List<ReplicaStatus.View> views = new ArrayList<>();
    List<NewServer> joining = new ArrayList<>();
    for (String name : cluster.plan().names()) {
      views.add(wanted(cluster, runtime, found, name, joining, now));
    }
    if (!joining.isEmpty()) {
      clusters.apply(new Change.AddServers(cluster.config().name(), joining), AUTHOR, null);
    }
    views.addAll(leaving(cluster, runtime, found, now));
    views.sort(Comparator.comparing(ReplicaStatus.View::name));
    boolean settled = views.stream().allMatch(v -> v.state() == ReplicaStatus.State.RUNNING);
    String message =
        views.stream()
            .filter(view -> !view.message().isEmpty())
            .map(view -> view.name() + ": " + view.message())
            .findFirst()
            .orElse("");
    return new Result(
        new ReplicaStatus(runtime.name(), true, message, cluster.plan().desired(), views), settled);
  }

  private ReplicaStatus.View wanted(
      ClusterDetails cluster,
      ReplicaRuntime runtime,
      List<Replica> found,
      String name,
      List<NewServer> joining,
      Instant now) {
    Attempts.Key key = new Attempts.Key(cluster.config().id(), name);
    leavingSince.remove(key);
    List<Replica> named = found.stream().filter(replica -> replica.name().equals(name)).toList();
    Replica running = oneOf(named, cluster.server(name).orElse(null), runtime);
    if (running == null) {
      return start(runtime, key, named.isEmpty() ? null : named.getFirst(), now);
    }
    if (registered(cluster, running)) {
      attempts.settled(key, now);
      return view(running, ReplicaStatus.State.RUNNING, key);
    }
    if (answers.test(running, cluster.config().settings().health().path())) {
      joining.add(NewServer.replica(name, running.host(), running.port()));
      return view(running, ReplicaStatus.State.RUNNING, key);
    }
    if (!attempts.of(key).awaitingEnd()) {
      attempts.started(key, now); // an adopted one: its time to answer begins now
    } else if (now.isAfter(attempts.of(key).startedAt().plus(ANSWER_WITHIN))) {
      List<String> lines = runtime.lastLines(running, LAST_LINES);
      runtime.stop(running);
      attempts.failed(
          key, now, "It did not answer its health check within 30 s of its start.", lines);
    }
    return view(running, ReplicaStatus.State.STARTING, key);
  }

  /** The running one; of several, the one that is on the ring stays and the others are stopped. */
  private static @Nullable Replica oneOf(
      List<Replica> named, @Nullable ServerConfig server, ReplicaRuntime runtime) {
    List<Replica> running = new ArrayList<>(named.stream().filter(Replica::running).toList());
    if (running.isEmpty()) {
      return null;
    }
    running.sort(Comparator.comparing((Replica r) -> server == null || !at(server, r)));
    running.stream()
        .skip(1)
        .forEach(extra -> {
          LOG.warn("{} runs twice: {} is stopped", extra.name(), extra.handle());
          runtime.stop(extra);
        });
    return running.getFirst();
  }

  private static boolean registered(ClusterDetails cluster, Replica replica) {
    return cluster
        .server(replica.name())
        .filter(server -> cluster.managed(server) && at(server, replica))
        .isPresent();
  }

  private static boolean at(ServerConfig server, Replica replica) {
    return server.host().equals(replica.host()) && server.port() == replica.port();
  }

  private ReplicaStatus.View start(
      ReplicaRuntime runtime, Attempts.Key key, @Nullable Replica ended, Instant now) {
    if (ended != null) {
      attempts.ended(key, now, () -> runtime.lastLines(ended, LAST_LINES));
    } else {
      attempts.ended(key, now, List::of);
    }
    if (!attempts.due(key, now)) {
      return failed(key);
    }
    try {
      runtime.start(ended == null ? key.cluster() : ended.cluster(), key.name());
      attempts.started(key, now);
      LOG.info("Started the replica {}", key.name());
    } catch (ReplicaException e) {
      String message = String.valueOf(e.getMessage());
      LOG.warn("The replica {} does not start: {}", key.name(), message);
      attempts.failed(key, now, message, List.of());
      return failed(key);
    }
    Attempts.Attempt attempt = attempts.of(key);
    return new ReplicaStatus.View(
        key.name(),
        ReplicaStatus.State.STARTING,
        "",
        "",
        attempt.failures(),
        attempt.message(),
        attempt.lastLines());
  }

  private ReplicaStatus.View failed(Attempts.Key key) {
    Attempts.Attempt attempt = attempts.of(key);
    return new ReplicaStatus.View(
        key.name(),
        ReplicaStatus.State.FAILED,
        "",
        "",
        attempt.failures(),
        attempt.message(),
        attempt.lastLines());
  }

  private List<ReplicaStatus.View> leaving(
      ClusterDetails cluster, ReplicaRuntime runtime, List<Replica> found, Instant now) {
    Set<String> wanted = new HashSet<>(cluster.plan().names());
    List<Replica> running =
        found.stream().filter(replica -> !wanted.contains(replica.name())).toList();
    List<ReplicaStatus.View> views = new ArrayList<>();
    Set<String> gone = new HashSet<>();
    for (ServerConfig server : cluster.config().servers()) {
      if (!cluster.managed(server) || wanted.contains(server.name())) {
        continue;
      }
      Attempts.Key key = new Attempts.Key(cluster.config().id(), server.name());
      Instant since = leavingSince.computeIfAbsent(key, _ -> now);
      boolean alive = running.stream().anyMatch(r -> r.name().equals(server.name()) && r.running());
      boolean over =
          !now.isBefore(since.plusMillis(cluster.config().settings().drainMillis()))
              || now.isAfter(since.plus(TWO_REPORTS))
                  && idle.test(cluster.config().id(), server.id());
      if (server.state() == ServerState.DRAINING && (over || !alive)
          || server.state() == ServerState.DISABLED) {
        clusters.apply(
            new Change.RemoveServers(cluster.config().name(), List.of(server.name()), true),
            AUTHOR,
            null);
        gone.add(server.name());
      } else {
        views.add(drain(cluster, server, running, key));
      }
    }
    stop(cluster, runtime, running, gone);
    return views;
  }

  private ReplicaStatus.View drain(
      ClusterDetails cluster, ServerConfig server, List<Replica> running, Attempts.Key key) {
    if (server.state() == ServerState.READY) {
      clusters.apply(
          new Change.SetServerStates(
              cluster.config().name(), List.of(server.name()), ServerState.DRAINING),
          AUTHOR,
          null);
    }
    return running.stream()
        .filter(replica -> replica.name().equals(server.name()))
        .findFirst()
        .map(replica -> view(replica, ReplicaStatus.State.DRAINING, key))
        .orElseGet(() -> failed(key));
  }

  /** Stops what is off the ring: its server has just left, or had left when we were killed. */
  private void stop(
      ClusterDetails cluster, ReplicaRuntime runtime, List<Replica> running, Set<String> gone) {
    for (Replica replica : running) {
      boolean listed = cluster.server(replica.name()).filter(cluster::managed).isPresent();
      if (!listed || gone.contains(replica.name())) {
        runtime.stop(replica);
        Attempts.Key key = new Attempts.Key(cluster.config().id(), replica.name());
        attempts.forget(key);
        leavingSince.remove(key);
        LOG.info("Stopped the replica {}", replica.name());
      }
    }
  }

  private ReplicaStatus.View view(Replica replica, ReplicaStatus.State state, Attempts.Key key) {
    Attempts.Attempt attempt = attempts.of(key);
    return new ReplicaStatus.View(
        replica.name(),
        state,
        replica.running() ? replica.host() + ":" + replica.port() : "",
        replica.handle(),
        attempt.failures(),
        attempt.message(),
        attempt.lastLines());
  }
}
