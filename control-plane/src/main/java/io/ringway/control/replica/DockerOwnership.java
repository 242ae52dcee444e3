package io.ringway.control.replica;

import com.github.dockerjava.api.model.Container;
import io.ringway.control.cluster.ClusterDetails;
import io.ringway.protocol.ServerConfig;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rule that decides which containers belong to this installation: those with its id in a label,
 * and those without such a label (started by versions before the label) that its database knows.
 * Labels that name a cluster and a server prove nothing, since anybody can set them.
 */
final class DockerOwnership {

  private static final Logger LOG = LoggerFactory.getLogger(DockerOwnership.class);

  private final int port;

  /** Ids of containers without the label that the database knew; their address may change later. */
  private final Set<String> adopted = new HashSet<>();

  /**
   * Creates the rule.
   *
   * @param port port on which the replicas listen
   */
  DockerOwnership(int port) {
    this.port = port;
  }

  /**
   * Tells whether a container belongs to this installation.
   *
   * @param address address on the network of the replicas; empty when it has none
   */
  boolean owns(
      Container container, DockerEnvironment here, String address, List<ClusterDetails> clusters) {
    Map<String, String> labels = container.getLabels();
    String installation = labels.get(DockerEnvironment.INSTALLATION);
    if (installation != null) {
      // Under compose the project must match too: a configured id may be used twice.
      return installation.equals(here.installation())
          && (here.project() == null
              || here.project().equals(labels.get(DockerEnvironment.PROJECT)));
    }
    if (adopted.contains(container.getId())) {
      return true;
    }
    if (!recorded(container, address, clusters)) {
      return false;
    }
    LOG.info(
        "Adopting the container {} of an earlier version: it is {} of this installation",
        container.getId(),
        labels.get(DockerEnvironment.SERVER));
    adopted.add(container.getId());
    return true;
  }

  private boolean recorded(Container container, String address, List<ClusterDetails> clusters) {
    String claimed = container.getLabels().getOrDefault(DockerEnvironment.CLUSTER, "");
    String name = container.getLabels().getOrDefault(DockerEnvironment.SERVER, "");
    Optional<ClusterDetails> cluster =
        clusters.stream()
            .filter(known ->
                known.config().id().equals(claimed) || known.config().name().equals(claimed))
            .findFirst();
    if (cluster.isEmpty()) {
      return false;
    }
    // Its id is random and only in our database, so Ringway wrote this label, and not a person.
    boolean named =
        cluster.get().config().id().equals(claimed)
            && List.of(container.getNames()).stream()
                .anyMatch(known -> known.endsWith(DockerEnvironment.nameEnding(claimed, name)));
    return named || atItsAddress(cluster.get(), name, address);
  }

  /** Tells whether the database has a managed server with this name at this address. */
  private boolean atItsAddress(ClusterDetails cluster, String name, String address) {
    Optional<ServerConfig> server = cluster.server(name).filter(cluster::managed);
    return server.isPresent() && server.get().host().equals(address) && server.get().port() == port;
  }
}
