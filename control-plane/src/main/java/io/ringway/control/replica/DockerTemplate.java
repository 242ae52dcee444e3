package io.ringway.control.replica;

import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** The settings of a new container, except its image. */
record DockerTemplate(List<String> environment, String network, long memory, long processes) {

  private static final long MEMORY_BYTES = 128L << 20;
  private static final long PROCESSES = 256;

  static DockerTemplate of(String server, int port, String network) {
    return new DockerTemplate(
        List.of("SERVER_ID=" + server, "PORT=" + port, "BIND=0.0.0.0"),
        network,
        MEMORY_BYTES,
        PROCESSES);
  }

  HostConfig hostConfig() {
    return HostConfig.newHostConfig()
        .withNetworkMode(network)
        .withMemory(memory)
        .withPidsLimit(processes)
        .withCapDrop(Capability.ALL)
        .withSecurityOpts(List.of("no-new-privileges"));
  }

  /** Returns a digest of the template and the image, which a label of the container stores. */
  String digest(String image) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      byte[] hash = sha.digest((image + "\n" + this).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256.", e);
    }
  }
}
