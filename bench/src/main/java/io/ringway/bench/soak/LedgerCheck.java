package io.ringway.bench.soak;

import io.ringway.bench.soak.Ledger.ClusterEntry;
import io.ringway.bench.soak.Ledger.ServerEntry;
import java.io.IOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** A comparison of the ledger with the state of the control plane and of the balancers. */
final class LedgerCheck {

  private static final int PAGE = 200;
  private static final int SETTLE_SECONDS = 60;
  private static final int LOOK_MILLIS = 500;

  private final ControlApi api;
  private final Ledger ledger;
  private final Findings findings;
  private final Installation installation;

  LedgerCheck(ControlApi api, Ledger ledger, Findings findings, Installation installation) {
    this.api = api;
    this.ledger = ledger;
    this.findings = findings;
    this.installation = installation;
  }

  /** Checks everything; each difference is a finding. */
  void check(String moment) throws IOException, InterruptedException {
    clusters(moment);
    people(moment);
    tokens(moment);
    enrolments(moment);
    balancers(moment);
  }

  private void clusters(String moment) throws IOException, InterruptedException {
    Map<String, ClusterEntry> seen = new TreeMap<>();
    api.get("/api/v1/clusters?size=" + PAGE)
        .path("items")
        .forEach(cluster -> seen.put(cluster.path("name").asString(), entry(cluster)));
    ledger
        .unsure()
        .forEach(name -> {
          if (!ledger.clusters().containsKey(name)) {
            seen.remove(name);
          }
        });
    compare(moment, "cluster", ledger.clusters(), seen);
  }

  static ClusterEntry entry(JsonNode cluster) {
    Map<String, ServerEntry> servers = new TreeMap<>();
    for (JsonNode server : cluster.path("servers")) {
      if (!server.path("managed").asBoolean()) {
        servers.put(
            server.path("name").asString(),
            new ServerEntry(
                server.path("address").asString(),
                server.path("weight").asDouble(),
                server.path("state").asString()));
      }
    }
    return new ClusterEntry(
        cluster.path("drainMillis").asInt(),
        cluster.path("replicas").path("desired").asInt(),
        servers);
  }

  private void people(String moment) throws IOException, InterruptedException {
    Map<String, Ledger.PersonEntry> seen = new TreeMap<>();
    for (JsonNode person : api.get("/api/v1/users")) {
      seen.put(
          person.path("name").asString(),
          new Ledger.PersonEntry(person.path("role").asString(), person.path("state").asString()));
    }
    compare(moment, "person", ledger.people(), seen);
  }

  private void tokens(String moment) throws IOException, InterruptedException {
    Map<String, Boolean> expected = new TreeMap<>();
    ledger.tokens().forEach((id, token) -> expected.put(id, token.revoked()));
    Map<String, Boolean> seen = revoked("/api/v1/tokens");
    seen.keySet().retainAll(expected.keySet()); // data/api.token has one as well
    compare(moment, "API token", expected, seen);
    for (Ledger.TokenEntry token : ledger.tokens().values()) {
      if (!token.revoked()) {
        int status = api.call("GET", "/api/v1/clusters?size=1", "", token.secret()).status();
        if (status != 200) {
          findings.add("API token " + moment, "a good token is answered " + status);
        }
      }
    }
  }

  private void enrolments(String moment) throws IOException, InterruptedException {
    Map<String, Boolean> seen = revoked("/api/v1/balancers/tokens");
    seen.keySet().retainAll(ledger.enrolments().keySet()); // the local balancer has one as well
    compare(moment, "enrolment token", ledger.enrolments(), seen);
  }

  private Map<String, Boolean> revoked(String path) throws IOException, InterruptedException {
    Map<String, Boolean> seen = new TreeMap<>();
    for (JsonNode token : api.get(path)) {
      seen.put(token.path("id").asString(), token.hasNonNull("revokedAt"));
    }
    return seen;
  }

  private <V> void compare(
      String moment, String what, Map<String, V> expected, Map<String, V> seen) {
    Set<String> names = new HashSet<>(expected.keySet());
    names.addAll(seen.keySet());
    for (String name : names) {
      V should = expected.get(name);
      V is = seen.get(name);
      if (should == null || !should.equals(is)) {
        findings.add(
            "Not as acknowledged, " + moment, what + " " + name + " is " + is + ", not " + should);
      }
    }
  }

  /** Waits until both balancers are connected and run the newest revision, with the same digest. */
  void balancers(String moment) throws IOException, InterruptedException {
    long end = System.nanoTime() + SETTLE_SECONDS * 1_000_000_000L;
    String difference = difference();
    while (!difference.isEmpty() && System.nanoTime() < end) {
      Thread.sleep(LOOK_MILLIS);
      difference = difference();
    }
    if (!difference.isEmpty()) {
      findings.add("Balancers " + moment, difference);
    }
  }

  private String difference() throws IOException, InterruptedException {
    long newest = api.get("/api/v1/revisions?size=1").at("/items/0/number").asLong();
    Set<String> digests = new HashSet<>();
    Set<String> good = new HashSet<>();
    StringBuilder difference = new StringBuilder();
    for (JsonNode balancer : api.get("/api/v1/balancers")) {
      boolean same =
          balancer.path("connected").asBoolean()
              && balancer.path("agrees").asBoolean()
              && balancer.path("revision").asLong() == newest;
      if (same) {
        good.add(balancer.path("name").asString());
        digests.add(balancer.path("digest").asString());
      } else {
        difference.append(balancer).append(' ');
      }
    }
    for (int i = 0; i < installation.balancers(); i++) {
      if (!good.contains(installation.balancer(i).name())) {
        return "revision " + newest + " is not in force at both, but " + difference;
      }
    }
    return digests.size() == 1 ? "" : "different digests: " + digests;
  }
}
