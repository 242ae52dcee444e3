package io.ringway.control.explain;

import io.ringway.control.fleet.Fleet;
import io.ringway.control.picture.RingPicture;
import io.ringway.control.publish.PublishedSnapshot;
import io.ringway.control.publish.Snapshots;
import io.ringway.control.shell.ProblemException;
import io.ringway.control.traffic.Traffic;
import io.ringway.control.whatif.ClusterObservation;
import io.ringway.protocol.ClusterConfig;
import io.ringway.protocol.ExplainQuery;
import io.ringway.protocol.Explanation;
import io.ringway.protocol.Listen;
import io.ringway.ring.Ring;
import io.ringway.routing.explain.Explainer;
import io.ringway.routing.key.ListenMatcher;
import io.ringway.routing.key.RequestDescription;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** Explains the routing of keys and requests with the ring that balancers run. */
@Component
public final class Explorer {

  private final Snapshots snapshots;
  private final Traffic traffic;
  private final Fleet fleet;
  private final InstantSource clock;

  Explorer(Snapshots snapshots, Traffic traffic, Fleet fleet, InstantSource clock) {
    this.snapshots = snapshots;
    this.traffic = traffic;
    this.fleet = fleet;
    this.clock = clock;
  }

  /**
   * Draws the ring of a cluster.
   *
   * @param marked a key of this cluster to mark, or null
   * @throws ProblemException when there is no such cluster
   */
  public RingPicture picture(String clusterName, @Nullable Explanation marked) {
    PublishedSnapshot snapshot = snapshots.current();
    ClusterConfig cluster = snapshot.requireCluster(clusterName);
    Ring ring = snapshot.ring(cluster.id());
    return RingPicture.of(
        cluster,
        ring,
        traffic.health(cluster.id()),
        ClusterObservation.parts(cluster, ring, clock.millis()),
        snapshot.config().revision(),
        marked);
  }

  /** Returns the listen settings of a cluster. */
  Listen listen(String clusterName) {
    return snapshots.current().requireCluster(clusterName).settings().listen();
  }

  /** Returns the control plane's explanation alone. */
  ExplanationComparison alone(ExplainQuery explainQuery) {
    return ExplanationComparison.of(explain(explainQuery), List.of());
  }

  /** Queries the connected balancers and returns their explanations beside the control plane's. */
  ExplanationComparison compare(ExplainQuery explainQuery) {
    Explanation own = explain(explainQuery);
    return ExplanationComparison.of(own, fleet.query(explainQuery));
  }

  /** Runs a query and turns an invalid one into a problem for the user. */
  static <T> T asked(Supplier<T> question) {
    try {
      return question.get();
    } catch (IllegalArgumentException e) {
      throw new ProblemException(
          HttpStatus.UNPROCESSABLE_CONTENT, "Invalid question", String.valueOf(e.getMessage()));
    }
  }

  /**
   * Explains a key or a request with the reported health and requests in flight.
   *
   * @throws IllegalArgumentException when a request belongs to no cluster
   */
  Explanation explain(ExplainQuery explainQuery) {
    PublishedSnapshot snapshot = snapshots.current();
    return switch (explainQuery) {
      case ExplainQuery.Key(String cluster, String key) ->
          explainer(snapshot, snapshot.requireCluster(cluster)).key(key);
      case ExplainQuery.Request request ->
          explainer(snapshot, cluster(snapshot, request)).request(request);
    };
  }

  /** Explains many keys of one cluster under the same server conditions. */
  public List<Explanation> explain(String clusterName, List<String> keys) {
    PublishedSnapshot snapshot = snapshots.current();
    Explainer explainer = explainer(snapshot, snapshot.requireCluster(clusterName));
    return keys.stream().map(explainer::key).toList();
  }

  private Explainer explainer(PublishedSnapshot snapshot, ClusterConfig cluster) {
    return new Explainer(
        ClusterObservation.of(
            cluster,
            snapshot.config().revision(),
            snapshot.ring(cluster.id()),
            traffic,
            clock.millis()));
  }

  private static ClusterConfig cluster(PublishedSnapshot snapshot, ExplainQuery.Request request) {
    record Candidate(ClusterConfig cluster, ListenMatcher listen) {}
    List<Candidate> bestFirst =
        snapshot.config().clusters().stream()
            .map(cluster -> new Candidate(cluster, new ListenMatcher(cluster.settings().listen())))
            .sorted(Comparator.comparing(Candidate::listen, ListenMatcher.BEST_FIRST))
            .toList();
    return Optional.ofNullable(
            ListenMatcher.find(
                bestFirst, Candidate::listen, request.port(), new RequestDescription(request)))
        .map(Candidate::cluster)
        .orElseThrow(() ->
            new IllegalArgumentException(
                "No cluster takes such a request: a balancer answers it with 404. Give a host and a"
                    + " path that a cluster listens on."));
  }
}
