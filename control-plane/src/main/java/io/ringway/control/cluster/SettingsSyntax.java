package io.ringway.control.cluster;

import io.ringway.protocol.ClusterSettings;
import io.ringway.protocol.key.ListenHost;
import org.jspecify.annotations.Nullable;

/**
 * The rules for texts in settings that the records of the protocol do not have, since rows and
 * snapshots of earlier versions have to load: only what a change brings is checked.
 */
final class SettingsSyntax {

  private SettingsSyntax() {}

  /**
   * Checks what is new.
   *
   * @throws IllegalArgumentException that says what to write
   */
  static void check(@Nullable ClusterSettings before, ClusterSettings after) {
    for (String host : after.listen().hosts()) {
      if (before == null || !before.listen().hosts().contains(host)) {
        ListenHost.check(host);
      }
    }
    if (before == null || !before.health().host().equals(after.health().host())) {
      after.health().checkHost();
    }
  }
}
