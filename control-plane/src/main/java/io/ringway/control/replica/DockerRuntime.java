package io.ringway.control.replica;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.exception.NotModifiedException;
import com.github.dockerjava.api.model.Frame;
import io.ringway.control.cluster.ClusterDetails;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The runtime that runs replicas as containers of one Docker Engine.
 *
 * <p>Labels identify the containers, so no state is kept here: {@link #find} also finds the
 * containers of a control plane that was killed.
 */
final class DockerRuntime implements ReplicaRuntime {

  private static final Logger LOG = LoggerFactory.getLogger(DockerRuntime.class);
  private static final int STOP_SECONDS = 6;

  private final ReplicaSettings.ForDocker settings;
  private final String installation;
  private final DockerEngine engine;
  private final DockerEvents events;
  private final DockerContainers containers;
  private final DockerContainerStarter starts;
  private @Nullable DockerEnvironment place;

  DockerRuntime(ReplicaSettings.ForDocker settings, String installation, InstantSource clock) {
    this.settings = settings;
    this.installation = installation;
    this.engine = new DockerEngine(settings);
    this.events = new DockerEvents(DockerEnvironment.INSTALLATION + "=" + installation, clock);
    this.containers = new DockerContainers(settings.port());
    this.starts = new DockerContainerStarter(settings);
  }

  @Override
  public String name() {
    return "docker";
  }

  @Override
  public void start(String cluster, String name, @Nullable Replica ended) {
    containers.invalidate();
    engine.call(
        ReplicaFault.Step.START,
        docker -> {
          starts.start(docker, here(docker), cluster, name, ended);
          return name;
        });
  }

  @Override
  public void stop(Replica replica) {
    engine.call(
        ReplicaFault.Step.STOP,
        docker -> {
          stop(docker, replica);
          return replica;
        });
  }

  private static void stop(DockerClient docker, Replica replica) {
    if (replica.condition() == Replica.Condition.PAUSED) {
      try {
        docker.unpauseContainerCmd(replica.handle()).exec(); // a paused container cannot be stopped
      } catch (NotFoundException | ConflictException e) {
        LOG.debug("Container {} is paused no longer", replica.handle());
      }
    }
    try {
      docker.stopContainerCmd(replica.handle()).withTimeout(STOP_SECONDS).exec();
    } catch (NotModifiedException e) {
      LOG.debug("Container {} had ended", replica.handle());
    } catch (NotFoundException e) {
      return;
    }
    DockerContainerStarter.remove(docker, replica.handle());
  }

  @Override
  public FoundReplicas find(List<ClusterDetails> clusters) {
    try {
      return engine.call(
          ReplicaFault.Step.LIST,
          docker -> {
            DockerEnvironment here = here(docker);
            events.subscribe(
                docker); // before the list, so that no container can end unnoticed between the two
            return containers.find(docker, here, clusters);
          });
    } catch (ReplicaException e) {
      if (e.fault() instanceof ReplicaFault.EngineAway) {
        events.close();
      }
      throw e;
    }
  }

  @Override
  public List<String> lastLines(Replica replica, int count) {
    return engine.call(ReplicaFault.Step.READ_LOG, docker -> lines(docker, replica, count));
  }

  private static List<String> lines(DockerClient docker, Replica replica, int count) {
    List<String> lines = Collections.synchronizedList(new ArrayList<>());
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
      reading.awaitCompletion(2, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      LOG.debug("The log of {} was not closed: {}", replica.handle(), e.toString());
    }
    return List.copyOf(lines);
  }

  @Override
  public void watch(Runnable changed) {
    events.watch(() -> {
      containers.invalidate();
      changed.run();
    });
  }

  private DockerEnvironment here(DockerClient docker) {
    DockerEnvironment known = place;
    if (known == null) {
      known = DockerEnvironment.find(docker, settings, installation);
      place = known;
    }
    return known;
  }

  /** Returns the number of connections that were opened, for tests. */
  int connections() {
    return engine.connections();
  }

  @Override
  public void close() {
    events.watch(() -> {});
    events.close();
    engine.close();
  }
}
