package io.ringway.bench.proxy;

import io.ringway.balancer.control.SnapshotStore;
import io.ringway.protocol.ClusterConfig;
import io.ringway.protocol.ClusterSettings;
import io.ringway.protocol.ConfigSnapshot;
import io.ringway.protocol.HealthPolicy;
import io.ringway.protocol.KeyRule;
import io.ringway.protocol.ServerConfig;
import io.ringway.protocol.ServerState;
import io.ringway.protocol.ServerTls;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The tool that writes the configuration of one cluster to a balancer's data folder, so that it
 * starts without a control plane: {@code WriteSnapshot <folder> <port of a server on 127.0.0.1>…
 * <option>…}. Health checks, retries and timeouts have their defaults: no feature of production is
 * switched off for the measurement.
 *
 * <p>Options, to measure the cost of a feature: {@code key=cookie:NAME} ({@code header:}, {@code
 * query:}; or {@code client-address}, {@code normal-path}), {@code bounded-load=FACTOR}, {@code
 * show-keys=true}, {@code check-millis=N}, {@code cors=ORIGIN}, {@code server-tls=NAME}.
 */
public final class WriteSnapshot {

  private final List<ServerConfig> servers = new ArrayList<>();
  private ClusterSettings settings =
      ClusterSettings.DEFAULT.with(it -> {
        it.keyRules = List.of(new KeyRule.Query("key"));
        it.drainMillis = 30_000;
      });

  private WriteSnapshot() {}

  /** Writes the snapshot. */
  public static void main(String[] arguments) {
    if (arguments.length < 2) {
      System.err.println("Usage: WriteSnapshot <folder> <server port>… <option>…");
      System.exit(2);
    }
    WriteSnapshot written = new WriteSnapshot();
    for (int i = 1; i < arguments.length; i++) {
      written.take(arguments[i]);
    }
    SnapshotStore store = new SnapshotStore(Path.of(arguments[0]), InstantSource.system());
    store.save(
        new ConfigSnapshot(
            0, 1, "default", System.currentTimeMillis(), List.of(written.cluster())));
    if (!store.working()) {
      System.exit(1);
    }
  }

  private void take(String argument) {
    int equals = argument.indexOf('=');
    String value = argument.substring(equals + 1);
    switch (argument.substring(0, Math.max(equals, 0))) {
      case "" -> server(Integer.parseInt(argument));
      case "key" -> set(it -> it.keyRules = List.of(rule(value)));
      case "bounded-load" ->
          set(it -> it.steering = it.steering.bounded(Double.parseDouble(value)));
      case "show-keys" -> set(it -> it.steering = it.steering.showing(Boolean.parseBoolean(value)));
      case "check-millis" -> set(it -> it.health = checked(it.health, Integer.parseInt(value)));
      case "cors" -> set(it -> it.corsOrigins = List.of(value));
      case "server-tls" -> set(it -> it.serverTls = new ServerTls(true, value));
      default -> throw new IllegalArgumentException("'" + argument + "' is no option.");
    }
  }

  private void set(Consumer<ClusterSettings.Draft> assignment) {
    settings = settings.with(assignment);
  }

  private void server(int port) {
    String id = "server-" + (servers.size() + 1);
    servers.add(new ServerConfig(id, id, "127.0.0.1", port, 1, ServerState.READY));
  }

  private static KeyRule rule(String text) {
    int colon = text.indexOf(':');
    String name = text.substring(colon + 1);
    return switch (colon < 0 ? text : text.substring(0, colon)) {
      case "query" -> new KeyRule.Query(name);
      case "cookie" -> new KeyRule.Cookie(name);
      case "header" -> new KeyRule.Header(name);
      case "client-address" -> new KeyRule.ClientAddress();
      case "normal-path" -> new KeyRule.NormalPath();
      default -> throw new IllegalArgumentException("'" + text + "' is no key.");
    };
  }

  private static HealthPolicy checked(HealthPolicy usual, int everyMillis) {
    return new HealthPolicy(
        usual.path(), everyMillis, usual.timeoutMillis(), usual.fall(), usual.rise());
  }

  private ClusterConfig cluster() {
    return new ClusterConfig("bench", "bench", settings, servers);
  }
}
