package io.ringway.balancer.exchange;

import io.ringway.balancer.routing.ServerRoute;
import io.ringway.balancer.telemetry.LoopTelemetry;
import org.jspecify.annotations.Nullable;

/** The server that a request is tried on, with reports on it to its health and to telemetry. */
final class TriedServer {

  private static final int FAILED_STATUS = 500;

  private final LoopTelemetry telemetry;
  private @Nullable ServerRoute server;

  TriedServer(LoopTelemetry telemetry) {
    this.telemetry = telemetry;
  }

  /** Sets the server; null while there is none. */
  void set(@Nullable ServerRoute next) {
    server = next;
  }

  /** Returns the server, or null while there is none. */
  @Nullable ServerRoute get() {
    return server;
  }

  /** Reports a complete response; the status may count as a failure. */
  void responded(int status) {
    if (server != null && status >= FAILED_STATUS) {
      server.health().failedRequest("status " + status);
    } else if (server != null) {
      server.health().served();
    }
  }

  /** Reports a failure of the server. */
  void failed(String cause) {
    if (server != null) {
      telemetry.failed(server.health());
      server.health().failedRequest(cause);
    }
  }

  /** Counts a failure that is not the server's fault, and so does not count towards ejection. */
  void countFailure() {
    if (server != null) {
      telemetry.failed(server.health());
    }
  }

  /** Ends the request at the server. */
  void end() {
    if (server != null) {
      telemetry.ended(server.health());
      server = null;
    }
  }
}
