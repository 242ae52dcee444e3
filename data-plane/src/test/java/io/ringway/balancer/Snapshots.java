package io.ringway.balancer;

import io.ringway.protocol.ClusterConfig;
import io.ringway.protocol.ClusterSettings;
import io.ringway.protocol.ConfigSnapshot;
import io.ringway.protocol.Listen;
import io.ringway.protocol.Message;
import io.ringway.protocol.ServerConfig;
import io.ringway.protocol.ServerState;
import io.ringway.protocol.Steering;
import java.util.ArrayList;
import java.util.List;

/** Snapshots of one cluster for balancer processes under test. */
final class Snapshots {

  private Snapshots() {}

  /** Returns ready servers s1, s2 and so on. */
  static Message.Publish publish(long revision, Backend... servers) {
    List<ServerConfig> configured = new ArrayList<>();
    for (Backend server : servers) {
      String id = "s" + (configured.size() + 1);
      configured.add(new ServerConfig(id, id, "127.0.0.1", server.port(), 1, ServerState.READY));
    }
    return publish(revision, configured);
  }

  static Message.Publish publish(long revision, List<ServerConfig> servers) {
    return publish(revision, servers, Steering.NONE);
  }

  static Message.Publish publish(long revision, List<ServerConfig> servers, Steering steering) {
    ClusterConfig cluster =
        new ClusterConfig(
            "c",
            "c",
            ClusterSettings.DEFAULT.with(it -> {
              it.keyRules = List.of();
              it.drainMillis = 10_000;
              it.steering = steering;
            }),
            servers);
    return new Message.Publish(new ConfigSnapshot(1, revision, "default", 0, List.of(cluster)), "");
  }

  /** Returns the same servers on the main port and on a cluster's own port. */
  static Message.Publish publishAlsoOn(int port, long revision, Backend... servers) {
    ClusterConfig main = publish(revision, servers).snapshot().clusters().getFirst();
    ClusterConfig own =
        new ClusterConfig(
            "own",
            "own",
            main.settings().with(it -> it.listen = new Listen(port, List.of(), "/")),
            main.servers());
    return new Message.Publish(
        new ConfigSnapshot(1, revision, "default", 0, List.of(main, own)), "");
  }
}
