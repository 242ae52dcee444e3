package io.ringway.control.cluster;

import io.ringway.protocol.ClusterSettings;
import io.ringway.routing.key.ListenHost;
import org.jspecify.annotations.Nullable;

/**
 * The syntax rules for settings that the records of the protocol cannot enforce, since rows and
 * snapshots of earlier versions have to load. Only changed values are checked.
 */
final class SettingsSyntax {

  private SettingsSyntax() {}

  /**
   * Checks the values that change.
   *
   * @throws IllegalArgumentException when one is malformed; the message says what to write
   */
  static void check(@Nullable ClusterSettings before, ClusterSettings after) {
    for (String host : after.listen().hosts()) {
      if (before == null || !before.listen().hosts().contains(host)) {
        ListenHost.check(host);
      }
    }
    String prefix = after.listen().pathPrefix();
    if (before == null || !before.listen().pathPrefix().equals(prefix)) {
      checkPath(prefix);
    }
    if (before == null || !before.health().host().equals(after.health().host())) {
      after.health().checkHost();
    }
  }

  /** Refuses a path prefix with a query or fragment, which could never match. */
  private static void checkPath(String prefix) {
    String path = prefix.split("[?#]", 2)[0];
    if (!path.equals(prefix)) {
      throw new IllegalArgumentException(
          "No request can have a path that begins with '"
              + prefix
              + "' (listen.pathPrefix): a path ends before '?' and '#'. Write '"
              + path
              + "'.");
    }
  }
}
