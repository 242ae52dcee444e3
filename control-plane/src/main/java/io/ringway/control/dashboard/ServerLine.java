package io.ringway.control.dashboard;

import io.ringway.control.picture.ServerColour;
import io.ringway.control.shell.NumberText;
import io.ringway.control.traffic.ServerTraffic;
import io.ringway.protocol.ServerConfig;
import io.ringway.protocol.ServerState;

/** A server formatted as a table row. */
record ServerLine(
    String id,
    String name,
    String address,
    int colour,
    boolean managed,
    String state,
    String tone,
    String weight,
    String planned,
    String plannedWidth,
    LiveNumbers live) {

  static ServerLine of(ServerConfig server, boolean managed, double planned, ServerTraffic now) {
    return new ServerLine(
        server.id(),
        server.name(),
        server.address(),
        ServerColour.of(server.id()),
        managed,
        word(server.state()),
        tone(server.state()),
        NumberText.weight(server.weight()),
        NumberText.percent(planned),
        NumberText.width(planned),
        LiveNumbers.of(now));
  }

  private static String word(ServerState state) {
    return switch (state) {
      case READY -> "Ready";
      case DRAINING -> "Draining";
      case DISABLED -> "Disabled";
    };
  }

  private static String tone(ServerState state) {
    return switch (state) {
      // Plain, because READY is only configuration. The health chip shows in colour whether the
      // server works.
      case READY -> "plain";
      case DRAINING -> "warn";
      case DISABLED -> "off";
    };
  }
}
