package io.ringway.bench.soak;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Everything that the control plane has acknowledged, and therefore has to know at any later time.
 * Confined to the one thread that runs the script.
 */
final class Ledger {

  /** A server that was added by hand. */
  record ServerEntry(String address, double weight, String state) {}

  /** A cluster; its servers by their names. */
  record ClusterEntry(int drainMillis, int replicas, Map<String, ServerEntry> servers) {

    ClusterEntry {
      servers = Map.copyOf(servers);
    }

    ClusterEntry draining(int millis) {
      return new ClusterEntry(millis, replicas, servers);
    }

    ClusterEntry scaled(int desired) {
      return new ClusterEntry(drainMillis, desired, servers);
    }

    ClusterEntry with(String name, ServerEntry server) {
      Map<String, ServerEntry> all = new HashMap<>(servers);
      all.put(name, server);
      return new ClusterEntry(drainMillis, replicas, all);
    }

    ClusterEntry without(String name) {
      Map<String, ServerEntry> all = new HashMap<>(servers);
      all.remove(name);
      return new ClusterEntry(drainMillis, replicas, all);
    }
  }

  /** A person who was invited. */
  record PersonEntry(String role, String state) {}

  /** An API token. */
  record TokenEntry(String secret, boolean revoked) {}

  private final Map<String, ClusterEntry> clusters = new TreeMap<>();
  private final Map<String, PersonEntry> people = new TreeMap<>();
  private final Map<String, TokenEntry> tokens = new TreeMap<>();
  private final Map<String, Boolean> enrolments = new TreeMap<>();
  private final Set<String> unsure = new TreeSet<>();
  private String own = "";

  Map<String, ClusterEntry> clusters() {
    return clusters;
  }

  ClusterEntry cluster(String name) {
    ClusterEntry entry = clusters.get(name);
    if (entry == null) {
      throw new IllegalArgumentException("The ledger has no cluster " + name + ".");
    }
    return entry;
  }

  /** Returns people by name. */
  Map<String, PersonEntry> people() {
    return people;
  }

  /** Returns API tokens by id. */
  Map<String, TokenEntry> tokens() {
    return tokens;
  }

  /** Records the token that the test itself uses; it is never revoked. */
  void own(String id, String secret) {
    own = id;
    tokens.put(id, new TokenEntry(secret, false));
  }

  /** Returns the id of the token that the test itself uses. */
  String own() {
    return own;
  }

  /** Returns enrolment tokens by id; true when revoked. */
  Map<String, Boolean> enrolments() {
    return enrolments;
  }

  /**
   * Returns clusters whose creation was under way when the control plane was killed: they may exist
   * or not.
   */
  Set<String> unsure() {
    return unsure;
  }
}
