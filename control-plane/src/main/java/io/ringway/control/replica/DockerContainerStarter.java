package io.ringway.control.replica;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.exception.NotModifiedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The start of containers: an ended one is started again when a new one would be the same,
 * otherwise it is replaced.
 */
final class DockerContainerStarter {

  private static final Logger LOG = LoggerFactory.getLogger(DockerContainerStarter.class);

  /** The number of names to try when another container has the name; then the engine picks one. */
  private static final int NAMES = 5;

  private final ReplicaSettings.ForDocker settings;

  DockerContainerStarter(ReplicaSettings.ForDocker settings) {
    this.settings = settings;
  }

  void start(
      DockerClient docker,
      DockerEnvironment here,
      String cluster,
      String name,
      @Nullable Replica ended) {
    DockerTemplate template = DockerTemplate.of(name, settings.port(), here.network());
    if (ended != null) {
      if (isCurrent(docker, ended, template) && restart(docker, ended)) {
        return;
      }
      remove(docker, ended.handle());
    }
    String id = create(docker, here, cluster, name, template);
    try {
      docker.startContainerCmd(id).exec();
    } catch (DockerException e) {
      remove(docker, id);
      throw DockerEngine.refused(ReplicaFault.Step.START, e);
    }
  }

  /** Tells whether the ended container equals what a new one would be. */
  private boolean isCurrent(DockerClient docker, Replica ended, DockerTemplate template) {
    InspectContainerResponse container;
    try {
      container = docker.inspectContainerCmd(ended.handle()).exec();
    } catch (NotFoundException _) {
      return false;
    }
    String image = String.valueOf(container.getConfig().getImage());
    Map<String, String> labels = container.getConfig().getLabels();
    String digest = labels == null ? null : labels.get(DockerEnvironment.TEMPLATE);
    if (digest != null && !digest.equals(template.digest(settings.image()))) {
      return false;
    }
    boolean composes =
        labels != null
            && labels.containsKey(DockerEnvironment.SERVICE)
            && !DockerEnvironment.OWN_SERVICE.equals(labels.get(DockerEnvironment.SERVICE));
    if (!image.equals(settings.image())) {
      // Compose may run another image under a label of ours; replacing it is up to compose.
      return composes;
    }
    // Without the image no new container can be created.
    return imageId(docker, image).map(id -> id.equals(container.getImageId())).orElse(true);
  }

  private static Optional<String> imageId(DockerClient docker, String image) {
    try {
      return Optional.ofNullable(docker.inspectImageCmd(image).exec().getId());
    } catch (NotFoundException _) {
      return Optional.empty();
    }
  }

  /**
   * Starts the container again; returns false when that fails, for example after its network was
   * removed.
   */
  private static boolean restart(DockerClient docker, Replica ended) {
    try {
      docker.startContainerCmd(ended.handle()).exec();
      return true;
    } catch (NotModifiedException _) {
      return true; // already running
    } catch (DockerException e) {
      LOG.info("{} gets a new container: {}", ended.name(), e.toString());
      return false;
    }
  }

  private String create(
      DockerClient docker,
      DockerEnvironment here,
      String cluster,
      String name,
      DockerTemplate template) {
    if (!settings.allowedImages().contains(settings.image())) {
      throw new ReplicaException(new ReplicaFault.ImageNotAllowed(settings.image()));
    }
    if (imageId(docker, settings.image()).isEmpty()) {
      throw new ReplicaException(new ReplicaFault.ImageMissing(settings.image()));
    }
    try {
      docker.inspectNetworkCmd().withNetworkId(here.network()).exec();
    } catch (NotFoundException e) {
      throw new ReplicaException(new ReplicaFault.NetworkMissing(here.network()), e);
    }
    Map<String, String> labels = here.labels(cluster, name, template.digest(settings.image()));
    for (String containerName : names(here, cluster, name)) {
      try {
        return create(docker, template, labels, containerName);
      } catch (ConflictException e) {
        LOG.info("The container name {} is taken: another one is used", containerName);
      } catch (DockerException e) {
        throw DockerEngine.refused(ReplicaFault.Step.CREATE, e);
      }
    }
    try {
      return create(docker, template, labels, null);
    } catch (DockerException e) {
      throw DockerEngine.refused(ReplicaFault.Step.CREATE, e);
    }
  }

  private static List<String> names(DockerEnvironment here, String cluster, String name) {
    List<String> names = new ArrayList<>();
    here.containerName(cluster, name)
        .ifPresent(first -> {
          names.add(first);
          for (int number = 2; number <= NAMES; number++) {
            names.add(first + "." + number);
          }
        });
    return names;
  }

  private String create(
      DockerClient docker,
      DockerTemplate template,
      Map<String, String> labels,
      @Nullable String containerName) {
    var creation = docker.createContainerCmd(settings.image());
    if (containerName != null) {
      creation.withName(containerName);
    }
    return creation
        .withEnv(template.environment())
        .withLabels(labels)
        .withHostConfig(template.hostConfig())
        .exec()
        .getId();
  }

  /** Removes one of our containers and its anonymous volumes. */
  static void remove(DockerClient docker, String id) {
    try {
      docker.removeContainerCmd(id).withForce(true).withRemoveVolumes(true).exec();
    } catch (NotFoundException e) {
      LOG.debug("Container {} was gone", id);
    }
  }
}
