package io.ringway.control.cluster;

import io.ringway.protocol.ClusterSettings;
import io.ringway.protocol.Listen;
import io.ringway.protocol.ServerConfig;
import io.ringway.protocol.ServerState;
import io.ringway.protocol.Steering;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The sentences of the revision log. */
public final class RevisionSentences {

  private static final int NAMED = 5;

  private RevisionSentences() {}

  /**
   * Joins names: {@code a}, {@code a and b}, {@code a, b and c}. After five names only the number
   * of further ones follows.
   */
  public static String list(List<String> names) {
    if (names.size() == 1) {
      return names.getFirst();
    }
    if (names.size() > NAMED) {
      return String.join(", ", names.subList(0, NAMED))
          + " and "
          + (names.size() - NAMED)
          + " more";
    }
    return String.join(", ", names.subList(0, names.size() - 1)) + " and " + names.getLast();
  }

  static String verb(ServerState state) {
    return switch (state) {
      case READY -> "set ready";
      case DRAINING -> "drained";
      case DISABLED -> "disabled";
    };
  }

  static String difference(ServerConfig before, ServerConfig after) {
    List<String> parts = new ArrayList<>();
    if (before.state() != after.state()) {
      parts.add(verb(after.state()) + " " + before.name());
    }
    if (before.weight() != after.weight()) {
      parts.add(
          "changed the weight of "
              + before.name()
              + " from "
              + number(before.weight())
              + " to "
              + number(after.weight()));
    }
    if (!before.address().equals(after.address())) {
      parts.add("moved " + before.name() + " from " + before.address() + " to " + after.address());
    }
    if (!before.hashKey().equals(after.hashKey())) {
      parts.add(
          after.hashKey().isEmpty()
              ? "removed the hash key of " + before.name()
              : "gave " + before.name() + " the hash key " + after.hashKey());
    }
    if (!before.name().equals(after.name())) {
      parts.add("renamed " + before.name() + " to " + after.name());
    }
    return parts.isEmpty() ? "left " + before.name() + " unchanged" : list(parts);
  }

  /** Returns a predicate such as {@code changed the placement and the load bound}. */
  static String settings(ClusterSettings before, ClusterSettings after) {
    List<String> changed = new ArrayList<>();
    Listen was = before.listen();
    Listen is = after.listen();
    name(changed, "TLS of its port", was.tls(), is.tls());
    name(
        changed,
        "listening",
        List.of(was.port(), was.hosts(), was.pathPrefix()),
        List.of(is.port(), is.hosts(), is.pathPrefix()));
    name(changed, "placement", before.placement(), after.placement());
    name(changed, "key rules", before.keyRules(), after.keyRules());
    name(changed, "key fallback", before.keyFallback(), after.keyFallback());
    Steering old = before.steering();
    Steering now = after.steering();
    name(changed, "load bound", old.boundedLoad(), now.boundedLoad());
    name(changed, "slow start", old.rampMillis(), now.rampMillis());
    name(changed, "display of keys", old.showKeys(), now.showKeys());
    name(changed, "pins", old.pins(), now.pins());
    name(changed, "health checks", before.health(), after.health());
    name(changed, "retries", before.retry(), after.retry());
    name(changed, "timeouts", before.timeouts(), after.timeouts());
    name(changed, "drain time", before.drainMillis(), after.drainMillis());
    name(changed, "web origins", before.corsOrigins(), after.corsOrigins());
    name(changed, "TLS to servers", before.serverTls(), after.serverTls());
    name(changed, "PROXY protocol", before.relay().proxyProtocol(), after.relay().proxyProtocol());
    name(changed, "WebSockets", before.relay().webSockets(), after.relay().webSockets());
    name(changed, "replica timeouts", before.replicaPolicy(), after.replicaPolicy());
    name(
        changed,
        "half-close handling",
        before.relay().abortOnHalfClose(),
        after.relay().abortOnHalfClose());
    return changed.isEmpty() ? "left the settings unchanged" : "changed the " + list(changed);
  }

  private static void name(List<String> changed, String what, Object before, Object after) {
    if (!before.equals(after)) {
      changed.add(what);
    }
  }

  static String replicas(int count) {
    return count == 1 ? "1 replica" : count + " replicas";
  }

  private static String number(double value) {
    return new DecimalFormat("0.###", DecimalFormatSymbols.getInstance(Locale.ROOT)).format(value);
  }
}
