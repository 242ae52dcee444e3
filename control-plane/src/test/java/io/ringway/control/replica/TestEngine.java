package io.ringway.control.replica;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.BuildImageResultCallback;
import com.github.dockerjava.api.exception.NotFoundException;
import io.ringway.backend.Backend;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * A real Docker Engine with an image of the sample replica under a unique name. Everything that is
 * created here is removed at the end, and nothing else is touched.
 */
final class TestEngine implements AutoCloseable {

  final DockerClient docker;
  final String image = "ringway-test-" + UUID.randomUUID();
  private final String address;
  private final List<String> containers = new ArrayList<>();
  private final SequencedSet<String> images = new LinkedHashSet<>();

  private TestEngine(ReplicaSettings.ForDocker settings, DockerClient docker) {
    this.docker = docker;
    this.address = DockerConnection.address(settings);
  }

  /** Opens the engine, or skips the test without one. */
  static TestEngine open() {
    var settings = new ReplicaSettings.ForDocker("", "", "", List.of(), "", 9000);
    DockerClient docker;
    try {
      docker = DockerConnection.open(settings);
    } catch (RuntimeException e) {
      if (Boolean.parseBoolean(System.getenv("RINGWAY_REQUIRE_ALL"))) {
        throw e;
      }
      Assumptions.abort("There is no Docker Engine: start one, or set DOCKER_HOST.");
      throw e;
    }
    TestEngine engine = new TestEngine(settings, docker);
    engine.build("");
    return engine;
  }

  /** Returns the address in the format of DOCKER_HOST. */
  String address() {
    return address;
  }

  ReplicaSettings.ForDocker settings() {
    return new ReplicaSettings.ForDocker(address, "", image, List.of(image), "", 9000);
  }

  /** Builds the image, or with further instructions another image under the same tag. */
  void build(String more) {
    try {
      Path folder = Files.createTempDirectory("ringway-image");
      // A folder of classes, or the jar when the whole project is built.
      Path backend =
          Path.of(Backend.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      if (Files.isDirectory(backend)) {
        copy(backend, folder.resolve("app"));
      } else {
        Files.createDirectory(folder.resolve("app"));
        Files.copy(backend, folder.resolve("app/backend.jar"));
      }
      Files.writeString(
          folder.resolve("Dockerfile"),
          """
          FROM eclipse-temurin:25-jre
          COPY app /app
          CMD ["java", "-Xmx32m", "-XX:+UseSerialGC", "-cp", "/app:/app/backend.jar", "io.ringway.backend.Backend"]
          %s
          """
              .formatted(more));
      images.add(
          docker
              .buildImageCmd(folder.toFile())
              .withTags(Set.of(image))
              .withNoCache(true) // an own image, independent of other runs
              .exec(new BuildImageResultCallback())
              .awaitImageId());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Path copy = to.resolve(from.relativize(file).toString());
            Files.createDirectories(copy.getParent());
            Files.copy(file, copy);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /** Runs a container that is not the control plane's. */
  String run(@Nullable String name, Map<String, String> labels) {
    var creation = docker.createContainerCmd(image).withLabels(labels);
    if (name != null) {
      creation.withName(name);
    }
    String id = creation.withEnv("PORT=9000", "BIND=0.0.0.0").exec().getId();
    containers.add(id);
    docker.startContainerCmd(id).exec();
    return id;
  }

  /** Returns labels with which anybody can claim to be a server of a cluster. */
  static Map<String, String> claim(String cluster, String server) {
    Map<String, String> labels = new HashMap<>();
    labels.put(DockerEnvironment.CLUSTER, cluster);
    labels.put(DockerEnvironment.SERVER, server);
    return labels;
  }

  boolean runs(String id) {
    try {
      return Boolean.TRUE.equals(docker.inspectContainerCmd(id).exec().getState().getRunning());
    } catch (NotFoundException _) {
      return false;
    }
  }

  boolean exists(String id) {
    try {
      docker.inspectContainerCmd(id).exec();
      return true;
    } catch (NotFoundException _) {
      return false;
    }
  }

  String bridgeAddress(String id) {
    return String.valueOf(
        docker
            .inspectContainerCmd(id)
            .exec()
            .getNetworkSettings()
            .getNetworks()
            .get("bridge")
            .getIpAddress());
  }

  /** Removes the containers of an installation. */
  void removeAll(String installation) {
    docker
        .listContainersCmd()
        .withShowAll(true)
        .withLabelFilter(List.of(DockerEnvironment.INSTALLATION + "=" + installation))
        .exec()
        .forEach(container -> DockerContainerStarter.remove(docker, container.getId()));
  }

  @Override
  public void close() {
    containers.forEach(id -> DockerContainerStarter.remove(docker, id));
    for (String built : images.reversed()) { // children before their parents
      try {
        docker.removeImageCmd(built).withForce(true).exec();
      } catch (NotFoundException _) {
        // the same image was built twice
      }
    }
    try {
      docker.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
