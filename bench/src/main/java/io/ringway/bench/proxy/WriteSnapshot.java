package io.ringway.bench.proxy;

import io.ringway.balancer.control.SnapshotStore;
import io.ringway.protocol.ClusterConfig;
import io.ringway.protocol.ConfigSnapshot;
import io.ringway.protocol.HealthPolicy;
import io.ringway.protocol.KeyFallback;
import io.ringway.protocol.KeyRule;
import io.ringway.protocol.Listen;
import io.ringway.protocol.RetryPolicy;
import io.ringway.protocol.ServerConfig;
import io.ringway.protocol.ServerState;
import io.ringway.protocol.Timeouts;
import io.ringway.ring.RingSpec;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes the configuration of one cluster to a balancer's data folder, so that it starts without a
 * control plane: {@code WriteSnapshot <folder> <port of a server on 127.0.0.1>…}. Health checks,
 * retries and timeouts have their defaults: nothing that users have is switched off for the
 * measurement.
 */
public final class WriteSnapshot {

  private WriteSnapshot() {}

  /** See the class. */
  public static void main(String[] arguments) {
    if (arguments.length < 2) {
      System.err.println("Usage: WriteSnapshot <folder> <server port>…");
      System.exit(2);
    }
    List<ServerConfig> servers = new ArrayList<>();
    for (int i = 1; i < arguments.length; i++) {
      String id = "server-" + i;
      int port = Integer.parseInt(arguments[i]);
      servers.add(new ServerConfig(id, id, "127.0.0.1", port, 1, ServerState.READY));
    }
    ClusterConfig cluster =
        new ClusterConfig(
            "bench",
            "bench",
            Listen.DEFAULT,
            RingSpec.DEFAULT,
            List.of(new KeyRule.Query("key")),
            KeyFallback.RANDOM,
            HealthPolicy.DEFAULT,
            RetryPolicy.DEFAULT,
            Timeouts.DEFAULT,
            30_000,
            List.of(),
            servers);
    SnapshotStore store = new SnapshotStore(Path.of(arguments[0]), InstantSource.system());
    store.save(new ConfigSnapshot(0, 1, "default", System.currentTimeMillis(), List.of(cluster)));
    if (!store.working()) {
      System.exit(1);
    }
  }
}
