package io.ringway.control.replica;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.exception.NotFoundException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where the containers of this control plane belong.
 *
 * @param network which they join
 * @param scope the label, as {@code key=value}, that tells them from those of others on the engine
 * @param project the compose project of the control plane, null outside of compose
 */
record DockerPlace(String network, String scope, @Nullable String project) {

  static final String CLUSTER = "io.ringway.cluster";
  static final String SERVER = "io.ringway.server";
  private static final String SYSTEM = "io.ringway.system";
  private static final String COMPOSE = "com.docker.compose.";

  /** Looks at the control plane's own container, when it runs in one. */
  static DockerPlace find(DockerClient docker, ReplicaSettings.ForDocker settings) {
    InspectContainerResponse own = own(docker);
    String project = own == null ? null : label(own, COMPOSE + "project");
    String scope =
        project == null ? SYSTEM + "=" + settings.system() : COMPOSE + "project=" + project;
    return new DockerPlace(network(own, settings), scope, project);
  }

  private static @Nullable InspectContainerResponse own(DockerClient docker) {
    // Docker gives a container its id as host name.
    String host = System.getenv("HOSTNAME");
    if (host == null || !host.matches("[0-9a-f]{12}")) {
      return null;
    }
    try {
      return docker.inspectContainerCmd(host).exec();
    } catch (NotFoundException e) {
      return null;
    }
  }

  private static @Nullable String label(InspectContainerResponse container, String key) {
    Map<String, String> labels = container.getConfig().getLabels();
    return labels == null ? null : labels.get(key);
  }

  private static String network(
      @Nullable InspectContainerResponse own, ReplicaSettings.ForDocker settings) {
    if (!settings.network().isEmpty()) {
      return settings.network();
    }
    if (own == null) {
      return "bridge";
    }
    Set<String> networks = own.getNetworkSettings().getNetworks().keySet();
    if (networks.size() != 1) {
      throw new ReplicaException(
          "The control plane's container is on the networks "
              + networks
              + ": say which one the replicas join with ringway.replicas.docker.network.");
    }
    return networks.iterator().next();
  }

  /** What people see in {@code docker ps}; none when Docker would not take it. */
  Optional<String> containerName(String cluster, String name) {
    String owner = scope.substring(scope.indexOf('=') + 1);
    String full = owner + "-" + cluster.substring(0, Math.min(8, cluster.length())) + "-" + name;
    return Optional.of(full).filter(text -> text.matches("[a-zA-Z0-9][a-zA-Z0-9_.-]+"));
  }

  /** The labels of a new container. */
  Map<String, String> labels(String cluster, String name) {
    Map<String, String> labels = new HashMap<>();
    int split = scope.indexOf('=');
    labels.put(scope.substring(0, split), scope.substring(split + 1));
    labels.put(CLUSTER, cluster);
    labels.put(SERVER, name);
    if (project != null) {
      // What compose looks at, so that `down --remove-orphans` removes these containers too.
      labels.put(COMPOSE + "service", "ringway-replica");
      labels.put(COMPOSE + "oneoff", "False");
      labels.put(COMPOSE + "container-number", "1");
      labels.put(COMPOSE + "config-hash", "ringway");
    }
    return labels;
  }
}
