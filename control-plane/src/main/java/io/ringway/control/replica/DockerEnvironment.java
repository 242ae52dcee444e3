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
 * The environment of this control plane on an engine.
 *
 * @param network network that its containers join
 * @param installation id of this installation, in a label of each of its containers
 * @param project compose project of the control plane, null outside of compose
 */
record DockerEnvironment(String network, String installation, @Nullable String project) {

  static final String CLUSTER = "io.ringway.cluster";
  static final String SERVER = "io.ringway.server";
  static final String INSTALLATION = "io.ringway.installation";

  /** Digest of everything that a new container is created from; absent on containers of compose. */
  static final String TEMPLATE = "io.ringway.template";

  private static final String COMPOSE = "com.docker.compose.";
  static final String PROJECT = COMPOSE + "project";
  static final String SERVICE = COMPOSE + "service";

  /** The service name of our containers for compose. */
  static final String OWN_SERVICE = "ringway-replica";

  /** Inspects the control plane's own container, when it runs in one. */
  static DockerEnvironment find(
      DockerClient docker, ReplicaSettings.ForDocker settings, String installation) {
    InspectContainerResponse own = own(docker);
    String project = own == null ? null : label(own, PROJECT);
    return new DockerEnvironment(network(own, settings), installation, project);
  }

  private static @Nullable InspectContainerResponse own(DockerClient docker) {
    // Docker uses the container id as the host name.
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
      throw new ReplicaException(new ReplicaFault.NetworkUnclear(Set.copyOf(networks)));
    }
    return networks.iterator().next();
  }

  /** Returns the container name, as in {@code docker ps}; empty when Docker would refuse it. */
  Optional<String> containerName(String cluster, String name) {
    String owner = project == null ? "ringway" : project;
    return Optional.of(owner + nameEnding(cluster, name))
        .filter(text -> text.matches("[a-zA-Z0-9][a-zA-Z0-9_.-]+"));
  }

  /** Returns the suffix of all names that Ringway has ever given to a container of this server. */
  static String nameEnding(String cluster, String name) {
    return "-" + cluster.substring(0, Math.min(8, cluster.length())) + "-" + name;
  }

  /** Returns the labels of a new container. */
  Map<String, String> labels(String cluster, String name, String template) {
    Map<String, String> labels = new HashMap<>();
    labels.put(INSTALLATION, installation);
    labels.put(CLUSTER, cluster);
    labels.put(SERVER, name);
    labels.put(TEMPLATE, template);
    if (project != null) {
      // Compose reads this label, so that `down --remove-orphans` removes these containers too.
      labels.put(PROJECT, project);
      labels.put(SERVICE, OWN_SERVICE);
      labels.put(COMPOSE + "oneoff", "False");
      labels.put(COMPOSE + "container-number", "1");
      labels.put(COMPOSE + "config-hash", "ringway");
    }
    return labels;
  }
}
