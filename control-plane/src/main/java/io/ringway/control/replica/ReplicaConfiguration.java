package io.ringway.control.replica;

import io.ringway.control.cluster.Clusters;
import io.ringway.control.publish.SnapshotPublished;
import io.ringway.control.traffic.ObservedHealth;
import io.ringway.control.traffic.Traffic;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;

/** The beans of the runtimes and the reconciler, which starts when the application is ready. */
@Configuration
@EnableConfigurationProperties(ReplicaSettings.class)
class ReplicaConfiguration {

  @Bean
  Reconciler reconciler(
      Clusters clusters,
      Replicas replicas,
      ReplicaSettings settings,
      Traffic traffic,
      InstantSource clock,
      Installation installation,
      @Value("${ringway.data}") Path data,
      @Value("${ringway.replicas.runtime:process}") String runtime) {
    // With "none" nothing is ever started here, whatever a cluster wants.
    List<ReplicaRuntime> runtimes =
        runtime.equals("none")
            ? List.of()
            : List.of(
                new ProcessRuntime(settings.process(), data, installation.id(), clock),
                new DockerRuntime(settings.docker(), installation.id(), clock));
    return new Reconciler(
        clusters, runtimes, replicas, clock, new HealthProbe(), new Reports(traffic));
  }

  /** The reports as merged by the traffic package. */
  private record Reports(Traffic traffic) implements BalancerReports {

    @Override
    public boolean idle(String clusterId, String serverId) {
      return traffic.cluster(clusterId).servers().stream()
          .filter(server -> server.serverId().equals(serverId))
          .anyMatch(server ->
              server.health().state() != ObservedHealth.State.UNKNOWN && server.inFlight() == 0);
    }

    @Override
    public ObservedHealth.State health(String clusterId, String serverId) {
      return traffic.cluster(clusterId).servers().stream()
          .filter(server -> server.serverId().equals(serverId))
          .findFirst()
          .map(server -> server.health().state())
          .orElse(ObservedHealth.State.UNKNOWN);
    }
  }

  /** Creates the listener that forwards application events to the reconciler. */
  @Bean
  Events replicaEvents(Reconciler reconciler) {
    return new Events(reconciler);
  }

  /** The listener for application events. */
  record Events(Reconciler reconciler) {

    @EventListener(ApplicationReadyEvent.class)
    void ready() {
      reconciler.start();
    }

    @EventListener(SnapshotPublished.class)
    void published() {
      reconciler.wake();
    }
  }
}
