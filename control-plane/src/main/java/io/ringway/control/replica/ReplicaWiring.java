package io.ringway.control.replica;

import io.ringway.control.cluster.Clusters;
import io.ringway.control.publish.SnapshotPublished;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;

/** Puts the runtimes and the reconciler together; it begins when the application is ready. */
@Configuration
@EnableConfigurationProperties(ReplicaSettings.class)
class ReplicaWiring {

  @Bean
  Reconciler reconciler(
      Clusters clusters,
      Replicas replicas,
      ReplicaSettings settings,
      InstantSource clock,
      @Value("${ringway.data}") Path data) {
    List<ReplicaRuntime> runtimes =
        List.of(new ProcessRuntime(settings.process(), data), new DockerRuntime(settings.docker()));
    return new Reconciler(clusters, runtimes, replicas, clock, new Heartbeat());
  }

  /** Turns the application's events into the reconciler's. */
  @Bean
  Events replicaEvents(Reconciler reconciler) {
    return new Events(reconciler);
  }

  /** Listens. */
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
