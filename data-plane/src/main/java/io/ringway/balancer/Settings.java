package io.ringway.balancer;

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

/** What the operator can set: each as a flag, or as the environment variable in its text. */
final class Settings {

  @Mixin final ControlSettings control = new ControlSettings();

  @Mixin final PortSettings ports = new PortSettings();

  @Mixin final HttpSettings http = new HttpSettings();

  @Mixin final ServerSettings servers = new ServerSettings();

  @Mixin final AddressSettings addresses = new AddressSettings();

  @Mixin final AccessLogSettings accessLog = new AccessLogSettings();

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "${env:RINGWAY_DATA:-./data/balancer}",
      description = "Where the last snapshot is kept (RINGWAY_DATA). Default: ./data/balancer.")
  Path data = Path.of("data/balancer");

  @Option(
      names = "--name",
      defaultValue = "${env:RINGWAY_NAME}",
      description = "What people call this balancer (RINGWAY_NAME). Default: the host's name.")
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
      description = "How the kernel is reached (RINGWAY_TRANSPORT). Default: auto.")
  String transport = "auto";

  @Option(
      names = "--warm-up",
      paramLabel = "SECONDS",
      defaultValue = "${env:RINGWAY_WARM_UP:-0}",
      description =
          "How long it puts load on itself before it listens, so that the first clients find"
              + " compiled code; 0: not at all (RINGWAY_WARM_UP). Default: 0.")
  int warmUp;

  /** Checks the ranges; the message names the option. */
  void check() {
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

  int loops() {
    return threads > 0 ? threads : Runtime.getRuntime().availableProcessors();
  }

  Transport.Kind transport() {
    try {
      return Transport.Kind.valueOf(transport.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "--transport is auto, io_uring, epoll or nio, not '" + transport + "'.", e);
    }
  }

  WarmUp warmUp() {
    return new WarmUp(transport(), Duration.ofSeconds(warmUp));
  }

  String displayName() {
    if (name != null && !name.isBlank()) {
      return name;
    }
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "balancer"; // a host without a name of its own
    }
  }
}
