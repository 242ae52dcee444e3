package io.ringway.control.replica;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.exception.NotModifiedException;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.ContainerNetwork;
import com.github.dockerjava.api.model.Event;
import com.github.dockerjava.api.model.EventType;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.HostConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replicas as containers of one Docker Engine.
 *
 * <p>Labels say which container is whose, so that nothing needs to be remembered here: containers
 * of a control plane that was killed, and labelled ones of the compose file, are found by {@link
 * #list}.
 */
final class DockerRuntime implements ReplicaRuntime {

  private static final Logger LOG = LoggerFactory.getLogger(DockerRuntime.class);
  private static final long MEMORY_BYTES = 128L << 20;
  private static final int STOP_SECONDS = 6;

  private final ReplicaSettings.ForDocker settings;
  private volatile Runnable changed = () -> {};
  private @Nullable DockerClient client;
  private @Nullable DockerPlace place;
  private volatile @Nullable ResultCallback<Event> events;

  DockerRuntime(ReplicaSettings.ForDocker settings) {
    this.settings = settings;
  }

  @Override
  public String name() {
    return "docker";
  }

  @Override
  public void start(String cluster, String name) {
    call(docker -> {
      Container ended =
          containers(docker).stream()
              .filter(c -> cluster(c).equals(cluster) && server(c).equals(name))
              .findFirst()
              .orElse(null);
      // An ended container keeps its log, and one of the compose file stays compose's.
      String id = ended == null ? create(docker, cluster, name) : ended.getId();
      docker.startContainerCmd(id).exec();
      return id;
    });
  }

  private String create(DockerClient docker, String cluster, String name) {
    if (!settings.allowedImages().contains(settings.image())) {
      throw new ReplicaException(
          "The image '"
              + settings.image()
              + "' is not allowed: add it to ringway.replicas.docker.allowed-images.");
    }
    DockerPlace here = here(docker);
    HostConfig host =
        HostConfig.newHostConfig()
            .withNetworkMode(here.network())
            .withMemory(MEMORY_BYTES)
            .withPidsLimit(256L)
            .withCapDrop(Capability.ALL)
            .withSecurityOpts(List.of("no-new-privileges"));
    try {
      var creation = docker.createContainerCmd(settings.image());
      here.containerName(cluster, name).ifPresent(creation::withName);
      return creation
          .withEnv("SERVER_ID=" + name, "PORT=" + settings.port(), "BIND=0.0.0.0")
          .withLabels(here.labels(cluster, name))
          .withHostConfig(host)
          .exec()
          .getId();
    } catch (NotFoundException e) {
      throw new ReplicaException(
          "Docker has no image '"
              + settings.image()
              + "' or no network '"
              + here.network()
              + "': build it with `docker compose build`.",
          e);
    }
  }

  @Override
  public void stop(Replica replica) {
    call(docker -> {
      try {
        docker.stopContainerCmd(replica.handle()).withTimeout(STOP_SECONDS).exec();
      } catch (NotModifiedException e) {
        LOG.debug("Container {} had ended", replica.handle());
      } catch (NotFoundException e) {
        return replica;
      }
      docker.removeContainerCmd(replica.handle()).withForce(true).exec();
      return replica;
    });
  }

  @Override
  public List<Replica> list() {
    return call(docker -> {
      subscribe(docker); // before the list, so that no end falls between the two
      DockerPlace here = here(docker);
      return containers(docker).stream()
          .map(container -> replica(container, here.network()))
          .toList();
    });
  }

  private List<Container> containers(DockerClient docker) {
    return docker
        .listContainersCmd()
        .withShowAll(true)
        .withLabelFilter(List.of(here(docker).scope(), DockerPlace.CLUSTER, DockerPlace.SERVER))
        .exec();
  }

  private Replica replica(Container container, String network) {
    ContainerNetwork address = address(container, network);
    String ip = address == null ? null : address.getIpAddress();
    boolean running = "running".equals(container.getState()) && ip != null && !ip.isEmpty();
    return new Replica(
        cluster(container),
        server(container),
        container.getId(),
        running && ip != null ? ip : "",
        settings.port(),
        running);
  }

  private static @Nullable ContainerNetwork address(Container container, String network) {
    var found = container.getNetworkSettings();
    return found == null ? null : found.getNetworks().get(network);
  }

  private static String cluster(Container container) {
    return container.getLabels().getOrDefault(DockerPlace.CLUSTER, "");
  }

  private static String server(Container container) {
    return container.getLabels().getOrDefault(DockerPlace.SERVER, "");
  }

  @Override
  public List<String> lastLines(Replica replica, int count) {
    List<String> lines = Collections.synchronizedList(new ArrayList<>());
    call(docker -> {
      var reading =
          docker
              .logContainerCmd(replica.handle())
              .withStdOut(true)
              .withStdErr(true)
              .withTail(count)
              .exec(
                  new ResultCallback.Adapter<Frame>() {
                    @Override
                    public void onNext(Frame frame) {
                      new String(frame.getPayload(), StandardCharsets.UTF_8)
                          .lines()
                          .forEach(lines::add);
                    }
                  });
      try (reading) {
        return reading.awaitCompletion(2, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      } catch (IOException e) {
        throw new ReplicaException("The log of " + replica.name() + " cannot be read.", e);
      }
    });
    return List.copyOf(lines);
  }

  @Override
  public void watch(Runnable changed) {
    this.changed = changed;
  }

  private void subscribe(DockerClient docker) {
    if (events != null) {
      return;
    }
    events =
        docker
            .eventsCmd()
            .withEventTypeFilter(EventType.CONTAINER)
            .withEventFilter("start", "die", "destroy")
            .withLabelFilter(here(docker).scope())
            .exec(
                new ResultCallback.Adapter<Event>() {
                  @Override
                  public void onNext(Event event) {
                    changed.run();
                  }

                  @Override
                  public void onError(Throwable broken) {
                    LOG.debug("The event stream of Docker broke: {}", broken.toString());
                    onComplete();
                  }

                  @Override
                  public void onComplete() {
                    super.onComplete();
                    events = null; // the next list subscribes again
                    changed.run();
                  }
                });
  }

  private DockerPlace here(DockerClient docker) {
    DockerPlace known = place;
    if (known == null) {
      known = DockerPlace.find(docker, settings);
      place = known;
    }
    return known;
  }

  /** Connects when needed; whatever fails becomes one sentence, and the next call connects anew. */
  private <T> T call(Function<DockerClient, T> work) {
    try {
      DockerClient docker = client;
      if (docker == null) {
        docker = DockerConnection.open(settings);
        client = docker;
      }
      return work.apply(docker);
    } catch (ReplicaException e) {
      throw e;
    } catch (RuntimeException e) {
      disconnect();
      throw new ReplicaException(
          "Docker at "
              + DockerConnection.address(settings)
              + " does not do it: "
              + cause(e)
              + ". Is the engine running, and may this user open its socket?",
          e);
    }
  }

  private static String cause(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage() == null ? root.toString() : root.getMessage().strip();
  }

  private void disconnect() {
    try {
      ResultCallback<Event> listening = events;
      events = null;
      if (listening != null) {
        listening.close();
      }
      if (client != null) {
        client.close();
      }
    } catch (IOException e) {
      LOG.debug("Docker's connection did not close cleanly: {}", e.toString());
    }
    client = null;
  }

  @Override
  public void close() {
    changed = () -> {};
    disconnect();
  }
}
