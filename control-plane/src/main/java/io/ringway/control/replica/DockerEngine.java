package io.ringway.control.replica;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.DockerException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The client of one Docker Engine. It is kept after an error response, and opened again only after
 * the engine was unreachable, since a new engine may support another API version.
 */
final class DockerEngine implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(DockerEngine.class);
  private static final JsonMapper JSON = new JsonMapper();

  private final ReplicaSettings.ForDocker settings;
  private @Nullable DockerClient client;
  private int connections;

  DockerEngine(ReplicaSettings.ForDocker settings) {
    this.settings = settings;
  }

  /** Returns the number of connections that were opened, for tests. */
  int connections() {
    return connections;
  }

  /**
   * Calls the engine.
   *
   * @throws ReplicaException when it is unreachable or refuses
   */
  <T> T call(ReplicaFault.Step step, Function<DockerClient, T> work) {
    DockerClient docker = client();
    try {
      return work.apply(docker);
    } catch (ReplicaException e) {
      throw e;
    } catch (DockerException e) {
      throw refused(step, e); // It responded, so the connection works.
    } catch (RuntimeException e) {
      close();
      throw unreachable(e);
    }
  }

  private DockerClient client() {
    DockerClient known = client;
    if (known != null) {
      return known;
    }
    try {
      DockerClient opened = DockerConnection.open(settings);
      connections++;
      client = opened;
      return opened;
    } catch (DockerException e) {
      throw refused(ReplicaFault.Step.CONNECT, e);
    } catch (RuntimeException e) {
      throw unreachable(e);
    }
  }

  static ReplicaException refused(ReplicaFault.Step step, DockerException e) {
    return new ReplicaException(
        new ReplicaFault.EngineRefused(step, e.getHttpStatus(), message(e)), e);
  }

  /** Returns the engine's own message, for people only. */
  private static String message(DockerException e) {
    String text = String.valueOf(e.getMessage()).strip();
    int json = text.indexOf('{');
    if (json >= 0) {
      try {
        String message = JSON.readTree(text.substring(json)).path("message").asString("");
        return message.isEmpty() ? text : message;
      } catch (JacksonException _) {
        return text; // not the usual format: shown unchanged
      }
    }
    return text;
  }

  private ReplicaException unreachable(RuntimeException failure) {
    String address = DockerConnection.address(settings);
    Throwable root = failure;
    ReplicaFault.Obstacle obstacle = ReplicaFault.Obstacle.BROKEN;
    while (root.getCause() != null) {
      root = root.getCause();
      if (root instanceof SocketTimeoutException) {
        obstacle = ReplicaFault.Obstacle.TIMED_OUT;
      } else if (root instanceof ConnectException) {
        obstacle = ReplicaFault.Obstacle.REFUSED;
      }
    }
    URI uri = URI.create(address);
    if ("unix".equals(uri.getScheme()) && obstacle != ReplicaFault.Obstacle.TIMED_OUT) {
      Path socket = Path.of(uri.getPath());
      if (!Files.exists(socket)) {
        obstacle = ReplicaFault.Obstacle.NO_SOCKET;
      } else if (!Files.isWritable(socket)) {
        obstacle = ReplicaFault.Obstacle.NOT_PERMITTED;
      }
    }
    String detail = root.getMessage() == null ? root.toString() : root.getMessage().strip();
    return new ReplicaException(new ReplicaFault.EngineAway(address, obstacle, detail), failure);
  }

  @Override
  public void close() {
    DockerClient open = client;
    client = null;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        LOG.debug("Docker's connection did not close cleanly: {}", e.toString());
      }
    }
  }
}
