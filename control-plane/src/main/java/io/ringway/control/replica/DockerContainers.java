package io.ringway.control.replica;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.ContainerNetwork;
import io.ringway.control.cluster.ClusterDetails;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The labelled containers of an engine. */
final class DockerContainers {

  private static final String RUNNING = "running";

  private final int port;
  private final DockerOwnership ownership;

  /** The start times of running containers. Other containers are inspected each time. */
  private Map<Seen, Times> running = new HashMap<>();

  private volatile boolean stale;

  /**
   * Creates a reader of containers.
   *
   * @param port port on which the replicas listen
   */
  DockerContainers(int port) {
    this.port = port;
    this.ownership = new DockerOwnership(port);
  }

  /** The start and the end of a run, as the engine reports them. */
  private record Times(@Nullable Instant startedAt, Replica.@Nullable Ending ending) {}

  private record Seen(String id, String address) {}

  /** Invalidates the start times: a container may have been started again. */
  void invalidate() {
    stale = true;
  }

  FoundReplicas find(DockerClient docker, DockerEnvironment here, List<ClusterDetails> clusters) {
    if (stale) {
      stale = false;
      running = new HashMap<>();
    }
    List<Replica> replicas = new ArrayList<>();
    List<FoundReplicas.Stranger> strangers = new ArrayList<>();
    Map<Seen, Times> seen = new HashMap<>();
    for (Container listed : labelled(docker)) {
      String address = address(listed, here.network());
      if (ownership.owns(listed, here, address, clusters)) {
        replica(docker, listed, address, seen).ifPresent(replicas::add);
      } else if (!listed.getLabels().containsKey(DockerEnvironment.INSTALLATION)) {
        strangers.add(new FoundReplicas.Stranger(cluster(listed), server(listed), listed.getId()));
      }
    }
    running = seen;
    return new FoundReplicas(replicas, strangers);
  }

  private static List<Container> labelled(DockerClient docker) {
    return docker
        .listContainersCmd()
        .withShowAll(true)
        .withLabelFilter(List.of(DockerEnvironment.CLUSTER, DockerEnvironment.SERVER))
        .exec();
  }

  private Optional<Replica> replica(
      DockerClient docker, Container listed, String address, Map<Seen, Times> seen) {
    Seen key = new Seen(listed.getId(), address);
    boolean runs = RUNNING.equals(listed.getState());
    Times known = runs ? running.get(key) : null;
    Optional<Times> times = known == null ? times(docker, listed.getId()) : Optional.of(known);
    if (runs) {
      times.ifPresent(its -> seen.put(key, its));
    }
    return times.map(its ->
        new Replica(
            cluster(listed),
            server(listed),
            listed.getId(),
            runs ? address : "",
            port,
            condition(listed, address),
            its.startedAt(),
            its.ending()));
  }

  private static Replica.Condition condition(Container listed, String address) {
    return switch (String.valueOf(listed.getState())) {
      case RUNNING -> address.isEmpty() ? Replica.Condition.NO_NETWORK : Replica.Condition.RUNNING;
      case "paused" -> Replica.Condition.PAUSED;
      default -> Replica.Condition.ENDED;
    };
  }

  /** Inspects a container; empty when it was removed since it was listed. */
  private static Optional<Times> times(DockerClient docker, String id) {
    InspectContainerResponse.ContainerState state;
    try {
      state = docker.inspectContainerCmd(id).exec().getState();
    } catch (NotFoundException _) {
      return Optional.empty();
    }
    Instant started = instant(state.getStartedAt());
    Instant finished = instant(state.getFinishedAt());
    if (finished == null || Boolean.TRUE.equals(state.getRunning())) {
      return Optional.of(new Times(started, null));
    }
    Long code = state.getExitCodeLong();
    Replica.Ending ending =
        new Replica.Ending(
            code == null ? null : code.intValue(),
            finished,
            Boolean.TRUE.equals(state.getOOMKilled()));
    return Optional.of(new Times(started, ending));
  }

  /** Parses a time; null for the year 1, by which the engine means never. */
  private static @Nullable Instant instant(@Nullable String text) {
    if (text == null || text.isEmpty() || text.startsWith("0001-")) {
      return null;
    }
    return Instant.parse(text);
  }

  private static String address(Container container, String network) {
    var found = container.getNetworkSettings();
    ContainerNetwork joined = found == null ? null : found.getNetworks().get(network);
    String ip = joined == null ? null : joined.getIpAddress();
    return ip == null ? "" : ip;
  }

  private static String cluster(Container container) {
    return container.getLabels().getOrDefault(DockerEnvironment.CLUSTER, "");
  }

  private static String server(Container container) {
    return container.getLabels().getOrDefault(DockerEnvironment.SERVER, "");
  }
}
