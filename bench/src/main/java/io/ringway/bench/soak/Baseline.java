package io.ringway.bench.soak;

import io.ringway.bench.soak.Ledger.ClusterEntry;
import io.ringway.bench.soak.Ledger.ServerEntry;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/**
 * The objects that exist at each checkpoint, so that figures of two checkpoints can be compared:
 * the cluster of the numbered requests, one of replicas, and the people and tokens of the test.
 */
final class Baseline {

  static final String ORDERS = "orders";
  static final String REPLICAS = "replicas";
  static final String NAMED = "named";

  /** The number of servers that stay in the cluster of the numbered requests. */
  static final int SERVERS = 4;

  static final int RUNNING = 2;

  private static final Set<String> KEPT = Set.of(ORDERS, REPLICAS, NAMED);

  private static final int DRAIN_MILLIS = 1_000;
  private static final int SETTLE_SECONDS = 90;
  private static final int LOOK_MILLIS = 500;

  private final SoakContext soak;

  Baseline(SoakContext soak) {
    this.soak = soak;
  }

  void create() throws IOException, InterruptedException {
    Map<String, ServerEntry> servers = new HashMap<>();
    IntStream.range(0, SERVERS)
        .forEach(i -> servers.put("s" + i, new ServerEntry(soak.serverAddress(i), 1, "READY")));
    String json =
        servers.entrySet().stream()
            .map(server ->
                "{\"name\": \"%s\", \"address\": \"%s\"}"
                    .formatted(server.getKey(), server.getValue().address()))
            .collect(Collectors.joining(", "));
    create(ORDERS, "/orders", "\"servers\": [" + json + "]", 0, servers);
    create(
        REPLICAS,
        "/home",
        "\"replicas\": {\"runtime\": \"process\", \"desired\": " + RUNNING + "}",
        RUNNING,
        Map.of());
    if (soak.namedPort() > 0) {
      createNamed();
    }
    awaitReplicas();
  }

  private void createNamed() throws IOException, InterruptedException {
    String moving = NameActions.MOVING + ":" + soak.namedPort();
    String still = NameActions.STILL + ":" + soak.namedPort();
    create(
        NAMED,
        "/named",
        """
        "servers": [{"name": "moving", "address": "%s"}, {"name": "still", "address": "%s"}]
        """
            .formatted(moving, still),
        0,
        Map.of(
            "moving", new ServerEntry(moving, 1, "READY"),
            "still", new ServerEntry(still, 1, "READY")));
  }

  private void create(
      String name, String path, String more, int replicas, Map<String, ServerEntry> servers)
      throws IOException, InterruptedException {
    soak.api()
        .send(
            "POST",
            "/api/v1/clusters",
            """
            {"name": "%s", "listen": {"pathPrefix": "%s"}, "drainMillis": %d,
             "keyRules": [{"source": "header", "name": "X-Key"}], %s}
            """
                .formatted(name, path, DRAIN_MILLIS, more));
    soak.ledger().clusters().put(name, new ClusterEntry(DRAIN_MILLIS, replicas, servers));
  }

  /** Restores the initial objects; revoked tokens stay revoked. */
  void restore() throws IOException, InterruptedException {
    Ledger ledger = soak.ledger();
    ControlApi api = soak.api();
    for (String name : new TreeSet<>(ledger.clusters().keySet())) {
      if (!KEPT.contains(name)) {
        api.send("DELETE", "/api/v1/clusters/" + name + "?force=true", "");
        ledger.clusters().remove(name);
      }
    }
    for (String name : ledger.cluster(ORDERS).servers().keySet()) {
      if (name.startsWith("x")) {
        api.send("DELETE", "/api/v1/clusters/orders/servers/" + name, "");
        ledger.clusters().put(ORDERS, ledger.cluster(ORDERS).without(name));
      }
    }
    for (String name : ledger.clusters().keySet()) {
      api.send(
          "PATCH",
          "/api/v1/clusters/" + name,
          "{\"drainMillis\": %d, \"steering\": null}".formatted(DRAIN_MILLIS));
      ledger.clusters().put(name, ledger.cluster(name).draining(DRAIN_MILLIS));
    }
    api.send("POST", "/api/v1/clusters/replicas:scale", "{\"desired\": %d}".formatted(RUNNING));
    ledger.clusters().put(REPLICAS, ledger.cluster(REPLICAS).scaled(RUNNING));
    forgetPeopleAndTokens();
    awaitReplicas();
  }

  private void forgetPeopleAndTokens() throws IOException, InterruptedException {
    Ledger ledger = soak.ledger();
    ControlApi api = soak.api();
    for (String name : new TreeSet<>(ledger.people().keySet())) {
      if (!name.equals(FirstSteps.ADMINISTRATOR)) {
        api.send("DELETE", "/api/v1/users/" + name, "");
        ledger.people().remove(name);
      }
    }
    for (var token : Map.copyOf(ledger.tokens()).entrySet()) {
      if (!token.getValue().revoked() && !token.getKey().equals(ledger.own())) {
        api.send("DELETE", "/api/v1/tokens/" + token.getKey(), "");
        ledger.tokens().put(token.getKey(), new Ledger.TokenEntry("", true));
      }
    }
  }

  /** Waits until exactly the desired replicas exist and run. */
  void awaitReplicas() throws IOException, InterruptedException {
    long end = System.nanoTime() + SETTLE_SECONDS * 1_000_000_000L;
    JsonNode status = soak.api().get("/api/v1/clusters/replicas/replicas");
    while (!settled(status)) {
      if (System.nanoTime() > end) {
        soak.findings().add("Replicas", "not as wanted after 90 s: " + status);
        return;
      }
      Thread.sleep(LOOK_MILLIS);
      status = soak.api().get("/api/v1/clusters/replicas/replicas");
    }
  }

  private static boolean settled(JsonNode status) {
    JsonNode replicas = status.path("replicas");
    return replicas.size() == status.path("desired").asInt()
        && replicas.valueStream().allMatch(r -> r.path("state").asString().equals("RUNNING"));
  }
}
