package io.ringway.control.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ringway.control.ControlPlane;
import io.ringway.control.cluster.ClusterDetails;
import io.ringway.control.cluster.Clusters;
import io.ringway.control.traffic.ObservedHealth;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** The report of a defective runtime in the status of every cluster that uses it. */
class DefectiveRuntimeIT {

  @TempDir Path data;

  private static final class Defective implements ReplicaRuntime {

    @Override
    public String name() {
      return "process";
    }

    @Override
    public FoundReplicas find(List<ClusterDetails> clusters) {
      throw new IllegalStateException("two of a kind");
    }

    @Override
    public void start(String cluster, String name, @Nullable Replica ended) {
      throw new AssertionError("nothing was found yet");
    }

    @Override
    public void stop(Replica replica) {
      throw new AssertionError("nothing was found yet");
    }

    @Override
    public List<String> lastLines(Replica replica, int count) {
      return List.of();
    }

    @Override
    public void watch(Runnable changed) {}

    @Override
    public void close() {}
  }

  private static final class NoReports implements BalancerReports {

    @Override
    public boolean idle(String clusterId, String serverId) {
      return true;
    }

    @Override
    public ObservedHealth.State health(String clusterId, String serverId) {
      return ObservedHealth.State.UNKNOWN;
    }
  }

  private ConfigurableApplicationContext start(String... more) {
    List<String> options = new ArrayList<>(List.of("--server.port=0", "--ringway.data=" + data));
    options.addAll(List.of(more));
    return new SpringApplicationBuilder(ControlPlane.class).run(options.toArray(String[]::new));
  }

  @Test
  void whatCannotEvenBeLookedForIsToldAsADefect() {
    // The sample cluster wants processes from the first start; they end at once.
    start("--ringway.replicas.process.command[0]=true").close();
    try (var running = start("--ringway.replicas.runtime=none");
        var reconciler =
            new Reconciler(
                running.getBean(Clusters.class),
                List.of(new Defective()),
                running.getBean(Replicas.class),
                InstantSource.system(),
                new HealthProbe(),
                new NoReports())) {
      reconciler.start();
      await()
          .untilAsserted(() ->
              assertThat(running.getBean(Replicas.class).status("sample").message())
                  .contains("defect of Ringway", "IllegalStateException: two of a kind"));
    }
  }
}
