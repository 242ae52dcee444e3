package io.ringway.balancer.settings;

import io.ringway.balancer.control.LinkSettings;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options for the connection to the control plane: its address and the enrolment token. */
public final class ControlSettings {

  @Option(
      names = "--control",
      paramLabel = "URL",
      defaultValue = "${env:RINGWAY_CONTROL_URL:-${env:RINGWAY_CONTROL:-http://localhost:8080}}",
      description = "Control plane (RINGWAY_CONTROL_URL). Default: http://localhost:8080.")
  URI control = URI.create("http://localhost:8080");

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      defaultValue = "${env:RINGWAY_BALANCER_TOKEN_FILE:-${env:RINGWAY_TOKEN_FILE}}",
      description =
          "File with the enrolment token (RINGWAY_BALANCER_TOKEN_FILE); or give the token itself"
              + " in RINGWAY_BALANCER_TOKEN.")
  @Nullable Path tokenFile;

  /**
   * Returns the settings of the link. Does not read the token file yet: it may appear, or become
   * readable, later.
   */
  public LinkSettings link(Map<String, String> environment) {
    LinkSettings.Token token =
        tokenFile != null
            ? EnrolmentToken.in(tokenFile)
            : EnrolmentToken.of(environment.getOrDefault(EnrolmentToken.VARIABLE, ""));
    return OptionChecks.naming("--control", () -> new LinkSettings(control, token));
  }
}
