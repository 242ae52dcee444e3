package io.ringway.control.classroom;

import io.ringway.control.access.Actor;
import io.ringway.control.cluster.Change;
import io.ringway.control.cluster.ChangeResult;
import io.ringway.control.cluster.Clusters;
import io.ringway.control.cluster.HostPort;
import io.ringway.control.cluster.NewServer;
import io.ringway.control.cluster.ReplicaPlan;
import io.ringway.control.publish.Revisions;
import io.ringway.protocol.ClusterSettings;
import io.ringway.protocol.KeyRule;
import java.util.Arrays;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;

/** Creates the sample cluster in an empty database. The sample site and the classroom use it. */
@Component
@ConditionalOnProperty(name = "ringway.sample.enabled", matchIfMissing = true)
class SampleCluster implements ApplicationRunner {

  static final String NAME = "sample";

  private static final Logger LOG = LoggerFactory.getLogger(SampleCluster.class);

  private final Clusters clusters;
  private final Revisions revisions;
  private final String runtime;
  private final int replicas;
  private final String servers;

  SampleCluster(
      Clusters clusters,
      Revisions revisions,
      @Value("${ringway.replicas.runtime:process}") String runtime,
      @Value("${ringway.sample.replicas:3}") int replicas,
      @Value("${ringway.sample.servers:}") String servers) {
    this.clusters = clusters;
    this.revisions = revisions;
    this.runtime = runtime;
    this.replicas = replicas;
    this.servers = servers;
  }

  @Override
  public void run(ApplicationArguments arguments) {
    if (revisions.head(Revisions.DEFAULT_WORKSPACE).revision() > 0) {
      return;
    }
    ReplicaPlan plan =
        runtime.equals("none") ? ReplicaPlan.NONE : ReplicaPlan.of(runtime, replicas);
    ChangeResult changeResult =
        clusters.apply(
            new Change.CreateCluster(NAME, settings(), given(), plan),
            Actor.system("Ringway"),
            null);
    LOG.info("{} (revision {})", changeResult.sentence(), changeResult.revision());
  }

  private static ClusterSettings settings() {
    return ClusterSettings.DEFAULT.with(it -> {
      it.keyRules = List.of(new KeyRule.Header("X-Key"), new KeyRule.Query("key"));
      it.corsOrigins = List.of("http://localhost:*", "http://127.0.0.1:*");
    });
  }

  private List<NewServer> given() {
    return Arrays.stream(servers.split(","))
        .map(String::strip)
        .filter(server -> !server.isEmpty())
        .map(SampleCluster::server)
        .toList();
  }

  private static NewServer server(String nameAndAddress) {
    int equals = nameAndAddress.indexOf('=');
    if (equals < 1) {
      throw new IllegalArgumentException(
          "ringway.sample.servers has '"
              + nameAndAddress
              + "': give name=host:port, separated by commas.");
    }
    HostPort target = HostPort.parse(nameAndAddress.substring(equals + 1));
    return new NewServer(
        nameAndAddress.substring(0, equals),
        String.valueOf(target.host()),
        target.port() == null ? 0 : target.port());
  }
}
