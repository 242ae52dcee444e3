package io.ringway.balancer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ringway.balancer.control.FakeControlPlane;
import io.ringway.protocol.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A new balancer process takes the port over from an old one, under load. */
class UpgradeIT {

  @TempDir Path folder;

  private ChildBalancer start(String name, FakeControlPlane control, int port) throws IOException {
    Path data = Files.createDirectory(folder.resolve(name));
    return ChildBalancer.start(
        data,
        control.port(),
        List.of(),
        List.of("--port=" + port, "--share-port", "--data=" + data));
  }

  @Test
  void aSecondProcessTakesThePortOverWithoutAFailedRequest() throws Exception {
    try (Backend server = new Backend();
        FakeControlPlane oldControl = new FakeControlPlane();
        FakeControlPlane newControl = new FakeControlPlane();
        ChildBalancer old = start("old", oldControl, 0)) {
      oldControl.await(Message.Hello.class);
      oldControl.send(Snapshots.publish(1, server));
      oldControl.await(Message.Applied.class);
      try (Load load = new Load(old.port(), 4);
          Load newcomers = new Load(old.port(), 2, "Connection: close\r\n");
          ChildBalancer next = start("new", newControl, old.port())) {
        newControl.await(Message.Hello.class);
        newControl.send(Snapshots.publish(1, server));
        newControl.await(Message.Applied.class);
        assertThat(next.port()).isEqualTo(old.port());
        assertThat(next.admin("/ready").statusCode()).isEqualTo(200);
        // Half of those that come now come to the new one.
        long came = newcomers.answers.get();
        await().until(() -> newcomers.answers.get() > came + 100);
        newcomers.close();
        assertThat(newcomers.failures).isEmpty();
        old.terminate();
        assertThat(old.exitStatus()).isZero();
        long before = load.answers.get();
        await().until(() -> load.answers.get() > before + 500);
        assertThat(load.failures).isEmpty();
      }
    }
  }
}
