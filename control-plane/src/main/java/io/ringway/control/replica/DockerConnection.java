package io.ringway.control.replica;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.Version;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.core.RemoteApiVersion;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;

/** The connection to a Docker Engine, in the newest API version that both sides support. */
final class DockerConnection {

  private static final RemoteApiVersion NEWEST = RemoteApiVersion.VERSION_1_44;

  private DockerConnection() {}

  /** Returns the address that {@link #open} connects to. */
  static String address(ReplicaSettings.ForDocker settings) {
    return config(settings, RemoteApiVersion.UNKNOWN_VERSION).getDockerHost().toString();
  }

  static DockerClient open(ReplicaSettings.ForDocker settings) {
    if (!settings.apiVersion().isEmpty()) {
      return client(settings, RemoteApiVersion.parseConfig(settings.apiVersion()));
    }
    try (DockerClient asking = client(settings, RemoteApiVersion.UNKNOWN_VERSION)) {
      return client(settings, agreed(asking.versionCmd().exec()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Returns the API version to use. An engine refuses versions above its own and, since Docker 29,
   * old ones.
   */
  private static RemoteApiVersion agreed(Version engine) {
    RemoteApiVersion its = RemoteApiVersion.parseConfig(engine.getApiVersion());
    return its.isGreater(NEWEST) ? NEWEST : its;
  }

  private static DockerClient client(ReplicaSettings.ForDocker settings, RemoteApiVersion version) {
    DockerClientConfig config = config(settings, version);
    return DockerClientImpl.getInstance(
        config,
        new ZerodepDockerHttpClient.Builder()
            .dockerHost(config.getDockerHost())
            .sslConfig(config.getSSLConfig())
            .connectionTimeout(Duration.ofSeconds(3))
            .responseTimeout(Duration.ofSeconds(30))
            .build());
  }

  private static DockerClientConfig config(
      ReplicaSettings.ForDocker settings, RemoteApiVersion version) {
    DefaultDockerClientConfig.Builder builder =
        DefaultDockerClientConfig.createDefaultConfigBuilder().withApiVersion(version);
    if (!settings.host().isEmpty()) {
      builder.withDockerHost(settings.host());
    }
    return builder.build();
  }
}
