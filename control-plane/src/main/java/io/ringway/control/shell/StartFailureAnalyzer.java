package io.ringway.control.shell;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.core.Ordered;

/**
 * The failure analyzer that turns what keeps the control plane from starting into one sentence; the
 * process exits with 1.
 */
class StartFailureAnalyzer implements FailureAnalyzer, Ordered {

  @Override
  public @Nullable FailureAnalysis analyze(Throwable failure) {
    for (Throwable at = failure; at != null; at = at.getCause()) {
      switch (at) {
        case PortInUseException port -> {
          return of(
              "Port "
                  + port.getPort()
                  + " is taken by another program: stop it, or give another port with --server.port"
                  + " or SERVER_PORT (./ringway up: --port).",
              failure);
        }
        case StartException known -> {
          return of(String.valueOf(known.getMessage()), failure);
        }
        default -> {
          var message = String.valueOf(at.getMessage());
          if (message.contains("Database may be already in use")) {
            return of(
                "The database is in use by another control plane: stop that one, or give this one its"
                    + " own folder with --ringway.data or RINGWAY_DATA.",
                failure);
          }
        }
      }
    }
    return null;
  }

  private static FailureAnalysis of(String sentence, Throwable failure) {
    return new FailureAnalysis(sentence, null, failure);
  }

  /** Runs before the analyzers of Spring Boot, which know less about Ringway. */
  @Override
  public int getOrder() {
    return Ordered.HIGHEST_PRECEDENCE;
  }
}
