package io.ringway.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options for the address of the control plane and the API token. */
final class ApiOptions {

  @Option(names = "--url", description = "The control plane (default: ${DEFAULT-VALUE}).")
  private URI url = URI.create("http://localhost:8080");

  @Option(
      names = "--token",
      description = "An API token that may edit (default: the one in the data folder).",
      defaultValue = "${env:RINGWAY_TOKEN}")
  private @Nullable String token;

  @Option(
      names = "--data",
      description = "The data folder of ./ringway up on this machine (default: ${DEFAULT-VALUE}).",
      defaultValue = "${sys:ringway.data:-data}")
  private Path data = Path.of("data");

  ControlPlane controlPlane() throws IOException, CliException {
    if (url.getHost() == null || !List.of("http", "https").contains(url.getScheme())) {
      throw new CliException(
          "'" + url + "' is no address of a control plane: give http://HOST:PORT.");
    }
    if (token != null) {
      return new ControlPlane(url, token);
    }
    Path file = data.resolve("api.token");
    try {
      return new ControlPlane(url, Files.readString(file).strip());
    } catch (NoSuchFileException e) {
      throw new CliException(
          "There is no token in "
              + file
              + ": give one with --token, or another folder with --data.");
    }
  }
}
