package io.ringway.control.publish;

import io.ringway.control.ControlPlane;
import io.ringway.control.access.Actor;
import io.ringway.control.cluster.Change;
import io.ringway.control.cluster.Clusters;
import io.ringway.control.cluster.NewServer;
import io.ringway.control.cluster.ReplicaPlan;
import io.ringway.protocol.ClusterConfig;
import io.ringway.protocol.ClusterSettings;
import io.ringway.protocol.ServerConfig;
import java.util.List;
import java.util.Optional;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * A control plane that prints the state that it found, then adds one server after another and
 * prints each, until it is killed.
 */
final class SteadyWriter {

  private static final Actor AUTHOR = Actor.system("test");

  private SteadyWriter() {}

  public static void main(String[] args) {
    ConfigurableApplicationContext context = SpringApplication.run(ControlPlane.class, args);
    Clusters clusters = context.getBean(Clusters.class);
    Optional<ClusterConfig> published =
        context.getBean(Snapshots.class).current().cluster("steady");
    int count = published.map(cluster -> cluster.servers().size()).orElse(0);
    if (published.isEmpty()) {
      clusters.apply(
          new Change.CreateCluster("steady", ClusterSettings.DEFAULT, List.of(), ReplicaPlan.NONE),
          AUTHOR,
          null);
    }
    // Reads the state and the log: the two commit together.
    for (ServerConfig server : clusters.details("steady").config().servers()) {
      if (published.orElseThrow().servers().contains(server)) {
        System.out.println("found " + server.name());
      }
    }
    while (true) {
      count++;
      NewServer server = new NewServer("s" + count, "10.0.0.1", count);
      clusters.apply(new Change.AddServers("steady", List.of(server)), AUTHOR, null);
      System.out.println("wrote " + server.name());
    }
  }
}
