package io.ringway.control.cluster;

import io.ringway.protocol.ClusterSettings;
import io.ringway.protocol.Pin;
import io.ringway.protocol.ServerConfig;
import io.ringway.protocol.Steering;
import java.util.ArrayList;
import java.util.List;

/**
 * The rules of pins. Each change touches one key and leaves the others unchanged. A cluster that
 * does not show keys stores only their fingerprints, in the log too.
 */
final class PinDecisions {

  private static final int SHOWN = 40;

  private PinDecisions() {}

  static DecidedChange pin(ClusterDetails before, Change.PinKey change) {
    String hash = hash(change.key(), change.hash());
    if ((change.server() == null) == (change.spread() == null)) {
      throw ClusterProblems.invalid(
          "Give either 'server', who gets the key, or 'spread', the number of servers that share"
              + " it.");
    }
    boolean shown = before.config().settings().steering().showKeys();
    String name = name(shown ? change.key() : "", hash);
    if (change.server() == null) {
      int servers = change.spread() == null ? 0 : change.spread();
      return with(
          before,
          new Pin.Spread(hash, change.key(), servers),
          "spread " + name + " over " + servers + " servers of " + change.cluster());
    }
    ServerConfig server = ClusterDecisions.find(before, change.server());
    return with(
        before,
        new Pin.To(hash, change.key(), server.id()),
        "pinned " + name + " to " + server.name() + " in " + change.cluster());
  }

  static DecidedChange unpin(ClusterDetails before, Change.UnpinKey change) {
    String hash = hash(change.key(), change.hash());
    boolean shown = before.config().settings().steering().showKeys();
    String name = name(shown ? change.key() : "", hash);
    List<Pin> pins = before.config().settings().steering().pins();
    List<Pin> others = pins.stream().filter(pin -> !pin.hash().equals(hash)).toList();
    if (others.size() == pins.size()) {
      throw ClusterProblems.conflict(
          "In cluster '" + change.cluster() + "' " + name + " is not pinned.");
    }
    return decision(
        before, others, "took the pin of " + name + " in " + change.cluster() + " away");
  }

  private static DecidedChange with(ClusterDetails before, Pin pin, String predicate) {
    List<Pin> pins = new ArrayList<>(before.config().settings().steering().pins());
    boolean known = pins.stream().anyMatch(other -> other.hash().equals(pin.hash()));
    // Replaced in place, so that an equal pin is no change.
    pins.replaceAll(other -> other.hash().equals(pin.hash()) ? pin : other);
    if (!known) {
      pins.add(pin);
    }
    return decision(before, pins, predicate);
  }

  private static DecidedChange decision(ClusterDetails before, List<Pin> pins, String predicate) {
    ClusterSettings settings = before.config().settings();
    Steering steering = settings.steering().with(pins);
    return new DecidedChange(
        ClusterDecisions.with(
            before, before.config().with(settings.with(it -> it.steering = steering))),
        predicate);
  }

  private static String hash(String key, String hash) {
    if (key.isEmpty() && hash.isEmpty()) {
      throw ClusterProblems.invalid("Give 'key', the text of the key, or 'hash', its fingerprint.");
    }
    return hash.isEmpty() ? Pin.fingerprint(key) : hash;
  }

  private static String name(String key, String hash) {
    if (key.isEmpty()) {
      return "the key with the fingerprint " + hash;
    }
    String visible = key.replaceAll("[\\p{Cntrl}\\p{Cf}]", "?");
    return "the key '"
        + (visible.length() <= SHOWN ? visible : visible.substring(0, SHOWN) + "…")
        + "'";
  }

  /** Returns the change without the text of keys. */
  static Change discreet(Change change) {
    return switch (change) {
      case Change.PinKey pin ->
          new Change.PinKey(
              pin.cluster(), "", hash(pin.key(), pin.hash()), pin.server(), pin.spread());
      case Change.UnpinKey unpin ->
          new Change.UnpinKey(unpin.cluster(), "", hash(unpin.key(), unpin.hash()));
      case Change.Stack stack ->
          new Change.Stack(
              stack.cluster(), stack.changes().stream().map(PinDecisions::discreet).toList());
      case Change.CreateCluster _,
          Change.UpdateCluster _,
          Change.DeleteCluster _,
          Change.AddServers _,
          Change.UpdateServer _,
          Change.SetServerStates _,
          Change.RemoveServers _,
          Change.Scale _,
          Change.AddReplicas _,
          Change.RemoveReplicas _ ->
          change;
    };
  }
}
