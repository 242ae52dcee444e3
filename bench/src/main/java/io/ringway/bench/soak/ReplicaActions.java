package io.ringway.bench.soak;

import java.io.IOException;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** The actions on replicas: scaling, killing. */
final class ReplicaActions {

  private static final String PATH = "/api/v1/clusters/" + Baseline.REPLICAS;

  private final SoakContext soak;

  ReplicaActions(SoakContext soak) {
    this.soak = soak;
  }

  List<Action> actions() {
    return List.of(
        new Action("replicas scaled", 1, this::scale), new Action("replica killed", 1, this::kill));
  }

  private void scale() throws IOException, InterruptedException {
    int desired = soak.random().nextInt(2, 4);
    soak.api().send("POST", PATH + ":scale", "{\"desired\": %d}".formatted(desired));
    Ledger ledger = soak.ledger();
    ledger.clusters().put(Baseline.REPLICAS, ledger.cluster(Baseline.REPLICAS).scaled(desired));
  }

  /**
   * Kills a replica, but only while all others run: the death of a single one would be an outage.
   */
  private void kill() throws Exception {
    JsonNode status = soak.api().get(PATH + "/replicas");
    List<JsonNode> replicas = status.path("replicas").valueStream().toList();
    boolean allRun =
        replicas.size() == status.path("desired").asInt()
            && replicas.stream().allMatch(r -> r.path("state").asString().equals("RUNNING"));
    if (!allRun || replicas.size() < 2) {
      return;
    }
    JsonNode replica = soak.oneOf(replicas);
    String address = replica.path("address").asString();
    int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    soak.disturbances()
        .during(
            TrafficClients.REPLICAS,
            () ->
                ProcessHandle.of(replica.path("handle").asLong())
                    .filter(process -> Installation.isReplica(process, port))
                    .ifPresent(ProcessHandle::destroyForcibly));
  }
}
