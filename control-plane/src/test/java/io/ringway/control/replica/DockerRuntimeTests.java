package io.ringway.control.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The parts of the runtime that need no engine; the compose test of the whole system covers the
 * rest.
 */
class DockerRuntimeTests {

  @Test
  void anEngineThatIsDownIsAMessageEachTime(@TempDir Path folder) {
    String host = "unix://" + folder.resolve("docker.sock");
    var settings =
        new ReplicaSettings.ForDocker(
            host, "", "ringway-backend", List.of("ringway-backend"), "", 9000);
    try (DockerRuntime runtime = new DockerRuntime(settings, "here", InstantSource.system())) {
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> runtime.find(List.of()))
            .isInstanceOf(ReplicaException.class)
            .hasMessageStartingWith("Docker at " + host + " is not there");
      }
    }
  }

  @Test
  void labelsContainersSoThatComposeRemovesThem() {
    var place = new DockerEnvironment("demo_default", "here", "demo");
    assertThat(place.labels("c", "server-4", "digest"))
        .containsEntry("io.ringway.installation", "here")
        .containsEntry("io.ringway.cluster", "c")
        .containsEntry("io.ringway.server", "server-4")
        .containsEntry("com.docker.compose.project", "demo")
        .containsEntry("com.docker.compose.oneoff", "False")
        .containsKeys("com.docker.compose.service", "com.docker.compose.config-hash");
    assertThat(place.containerName("764ec698-1cb7", "server-4")).hasValue("demo-764ec698-server-4");
    assertThat(place.containerName("764ec698-1cb7", "grün")).isEmpty();
  }

  @Test
  void outsideOfComposeTheInstallationTells() {
    var place = new DockerEnvironment("bridge", "here", null);
    assertThat(place.labels("c", "server-4", "digest").keySet())
        .allMatch(label -> label.startsWith("io.ringway."));
  }
}
