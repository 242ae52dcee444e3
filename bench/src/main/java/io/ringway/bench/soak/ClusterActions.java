package io.ringway.bench.soak;

import io.ringway.bench.soak.Ledger.ClusterEntry;
import io.ringway.bench.soak.Ledger.ServerEntry;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The actions of operators on clusters and their servers over REST. */
final class ClusterActions {

  private static final int MOST_CLUSTERS = 6;
  private static final String CLUSTERS = "/api/v1/clusters";

  private final SoakContext soak;
  private final ControlApi api;
  private final Ledger ledger;
  private int made;

  ClusterActions(SoakContext soak) {
    this.soak = soak;
    this.api = soak.api();
    this.ledger = soak.ledger();
  }

  List<Action> actions() {
    return List.of(
        new Action("cluster created", 4, this::create),
        new Action("cluster changed", 3, this::change),
        new Action("cluster deleted", 3, this::delete),
        new Action("server added", 4, this::addServer),
        new Action("server given another weight", 2, this::weigh),
        new Action("server drained", 3, this::drain),
        new Action("server removed", 3, this::removeServer),
        new Action("key pinned and let go", 1, this::pin),
        new Action("rollback", 1, this::rollback),
        new Action("preview", 3, this::preview),
        new Action("explain, hot keys, traffic and ring read", 3, this::read));
  }

  private void create() throws IOException, InterruptedException {
    if (ledger.clusters().size() >= MOST_CLUSTERS) {
      return;
    }
    String name = "made-" + ++made;
    ServerEntry server = new ServerEntry(soak.serverAddress(0), 1, "READY");
    api.send(
        "POST",
        CLUSTERS,
        """
        {"name": "%s", "listen": {"hosts": ["%s.soak.example"]}, "drainMillis": 500,
         "health": {"intervalMillis": 1000},
         "servers": [{"name": "a", "address": "%s"}]}
        """
            .formatted(name, name, server.address()));
    ledger.clusters().put(name, new ClusterEntry(500, 0, Map.of("a", server)));
  }

  private void change() throws IOException, InterruptedException {
    String name = anyCluster();
    int millis = soak.random().nextInt(200, 2_000);
    String more =
        soak.random().nextBoolean()
            ? ", \"steering\": {\"boundedLoad\": 2.0, \"rampMillis\": 2000}"
            : ", \"steering\": null";
    api.send("PATCH", path(name), "{\"drainMillis\": %d%s}".formatted(millis, more));
    ledger.clusters().put(name, ledger.cluster(name).draining(millis));
  }

  private void delete() throws IOException, InterruptedException {
    String name = madeCluster();
    if (name != null) {
      api.send("DELETE", path(name) + "?force=true", "");
      ledger.clusters().remove(name);
    }
  }

  private void addServer() throws IOException, InterruptedException {
    String cluster = handMade();
    int index = soak.random().nextInt(Baseline.SERVERS, soak.serverPorts().size());
    String name = "x" + index;
    if (ledger.cluster(cluster).servers().containsKey(name)) {
      return;
    }
    ServerEntry server = new ServerEntry(soak.serverAddress(index), 1, "READY");
    api.send(
        "POST",
        path(cluster) + "/servers",
        "{\"name\": \"%s\", \"address\": \"%s\"}".formatted(name, server.address()));
    ledger.clusters().put(cluster, ledger.cluster(cluster).with(name, server));
  }

  private void weigh() throws IOException, InterruptedException {
    double weight = soak.random().nextInt(1, 5);
    patch(handMade(), "{\"weight\": %s}".formatted(weight), weight, null);
  }

  private void drain() throws IOException, InterruptedException {
    patch(handMade(), "{\"state\": \"DRAINING\"}", 0, "DRAINING");
  }

  private void patch(String cluster, String json, double weight, @Nullable String state)
      throws IOException, InterruptedException {
    String name = addedServer(cluster);
    if (name == null) {
      return;
    }
    ServerEntry before = before(cluster, name);
    api.send("PATCH", path(cluster) + "/servers/" + name, json);
    ServerEntry after =
        new ServerEntry(
            before.address(),
            weight > 0 ? weight : before.weight(),
            state == null ? before.state() : state);
    ledger.clusters().put(cluster, ledger.cluster(cluster).with(name, after));
  }

  private ServerEntry before(String cluster, String server) {
    ServerEntry entry = ledger.cluster(cluster).servers().get(server);
    if (entry == null) {
      throw new IllegalStateException("The ledger lost " + server + ".");
    }
    return entry;
  }

  private void removeServer() throws IOException, InterruptedException {
    String cluster = handMade();
    String name = addedServer(cluster);
    if (name != null) {
      api.send("DELETE", path(cluster) + "/servers/" + name, "");
      ledger.clusters().put(cluster, ledger.cluster(cluster).without(name));
    }
  }

  private void pin() throws IOException, InterruptedException {
    String pins = path(Baseline.ORDERS) + "/pins";
    api.send("POST", pins, "{\"key\": \"user-7\", \"server\": \"s1\"}");
    api.send("DELETE", pins + "?key=user-7", "");
  }

  /** Makes a change and rolls it back with everything that was done since. */
  private void rollback() throws IOException, InterruptedException {
    Map<String, ClusterEntry> before = new TreeMap<>(ledger.clusters());
    long number = api.get("/api/v1/revisions?size=1").at("/items/0/number").asLong();
    create();
    change();
    api.send("POST", "/api/v1/revisions/" + number + ":rollback?force=true", "");
    ledger.clusters().clear();
    ledger.clusters().putAll(before);
    api.get("/api/v1/revisions/" + number + "/diff");
  }

  private void preview() throws IOException, InterruptedException {
    String json = // a documentation address, which no server of the script has
        "{\"type\": \"add-servers\", \"servers\": [{\"name\": \"y\", \"address\":"
            + " \"192.0.2.1:80\"}]}";
    api.send("POST", path(Baseline.ORDERS) + ":preview", json);
    api.send("PATCH", path(anyCluster()) + "?dryRun=true", "{\"placement\": {\"points\": 500}}");
  }

  private void read() throws IOException, InterruptedException {
    String cluster = path(anyCluster());
    api.get(cluster + "/keys/user-" + soak.random().nextInt(1_000));
    api.get(cluster + "/hot-keys");
    api.get(cluster + "/traffic");
    api.get(cluster + "/ring");
    api.get("/api/v1/audit?limit=20");
  }

  private static String path(String cluster) {
    return CLUSTERS + "/" + cluster;
  }

  private String anyCluster() {
    return soak.oneOf(List.copyOf(ledger.clusters().keySet()));
  }

  /** Returns a cluster that the script created, or the one of the numbered requests. */
  private String handMade() {
    return soak.oneOf(
        ledger.clusters().keySet().stream()
            .filter(name -> !name.equals(Baseline.REPLICAS) && !name.equals(Baseline.NAMED))
            .toList());
  }

  private @Nullable String madeCluster() {
    List<String> made =
        ledger.clusters().keySet().stream().filter(name -> name.startsWith("made-")).toList();
    return made.isEmpty() ? null : soak.oneOf(made);
  }

  private @Nullable String addedServer(String cluster) {
    List<String> added =
        ledger.cluster(cluster).servers().keySet().stream()
            .filter(name -> name.startsWith("x"))
            .sorted()
            .toList();
    return added.isEmpty() ? null : soak.oneOf(added);
  }
}
