package io.ringway.balancer.settings;

import io.ringway.balancer.transport.Transport;
import io.ringway.balancer.warmup.WarmUp;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** All options, each as a flag or as the environment variable that its description names. */
public final class Settings {

  @Mixin public final ControlSettings control = new ControlSettings();

  @Mixin public final PortSettings ports = new PortSettings();

  @Mixin public final HttpSettings http = new HttpSettings();

  @Mixin public final ServerSettings servers = new ServerSettings();

  @Mixin public final AddressSettings addresses = new AddressSettings();

  @Mixin public final AccessLogSettings accessLog = new AccessLogSettings();

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "${env:RINGWAY_DATA:-./data/balancer}",
      description = "Folder for the last snapshot (RINGWAY_DATA). Default: ./data/balancer.")
  public Path data = Path.of("data/balancer");

  @Option(
      names = "--name",
      defaultValue = "${env:RINGWAY_NAME}",
      description = "Display name of this balancer (RINGWAY_NAME). Default: the host's name.")
  @Nullable String name;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "${env:RINGWAY_THREADS:-0}",
      description = "Event loops (RINGWAY_THREADS). Default: one for each core.")
  int threads;

  @Option(
      names = "--transport",
      paramLabel = "auto|io_uring|epoll|nio",
      defaultValue = "${env:RINGWAY_TRANSPORT:-auto}",
      description = "Interface to the kernel (RINGWAY_TRANSPORT). Default: auto.")
  String transport = "auto";

  @Option(
      names = "--warm-up",
      paramLabel = "SECONDS",
      defaultValue = "${env:RINGWAY_WARM_UP:-0}",
      description =
          "Seconds during which it sends requests to itself before it listens, so that its code is"
              + " compiled when clients come; 0: none (RINGWAY_WARM_UP). Default: 0.")
  int warmUp;

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException with a message that names the option
   */
  public void check() {
    ports.check();
    var _ = transport();
    var _ = http.rules();
    servers.check();
    addresses.check();
    var _ = accessLog.format();
    if (threads < 0 || threads > 1_024) {
      throw new IllegalArgumentException("--threads is 0 to 1024, not " + threads + ".");
    }
    if (warmUp < 0 || warmUp > 60) {
      throw new IllegalArgumentException("--warm-up is 0 to 60 seconds, not " + warmUp + ".");
    }
  }

  public int loops() {
    return threads > 0 ? threads : Runtime.getRuntime().availableProcessors();
  }

  public Transport.Kind transport() {
    try {
      return Transport.Kind.valueOf(transport.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "--transport is auto, io_uring, epoll or nio, not '" + transport + "'.", e);
    }
  }

  public WarmUp warmUp() {
    return new WarmUp(transport(), Duration.ofSeconds(warmUp));
  }

  public String displayName() {
    if (name != null && !name.isBlank()) {
      return name;
    }
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "balancer"; // the host's name does not resolve
    }
  }
}
