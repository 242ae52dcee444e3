package io.ringway.control.replica;

import java.util.HashMap;
import java.util.Map;

/** The start attempts of all wanted replicas. For one thread. */
final class ReplicaAttempts {

  private final Map<Key, ReplicaAttempt> attempts = new HashMap<>();

  /** A replica of a cluster. */
  record Key(String cluster, String name) {}

  ReplicaAttempt of(Key key) {
    return attempts.computeIfAbsent(key, _ -> new ReplicaAttempt());
  }

  void forget(Key key) {
    attempts.remove(key);
  }
}
