package io.ringway.control.replica;

import java.util.HashMap;
import java.util.Map;

/** The courses of all wanted replicas. For one thread. */
final class Attempts {

  private final Map<Key, Attempt> attempts = new HashMap<>();

  /** A replica of a cluster. */
  record Key(String cluster, String name) {}

  Attempt of(Key key) {
    return attempts.computeIfAbsent(key, _ -> new Attempt());
  }

  void forget(Key key) {
    attempts.remove(key);
  }
}
