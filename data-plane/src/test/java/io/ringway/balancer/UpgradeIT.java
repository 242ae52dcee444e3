package io.ringway.balancer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ringway.balancer.control.FakeControlPlane;
import io.ringway.protocol.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The takeover of a port by a new balancer process, under load. */
class UpgradeIT {

  private static final int TAKEOVERS = 6;
  private static final int NEWCOMERS = 48;

  @TempDir Path folder;

  private ChildBalancer start(String name, FakeControlPlane control, int port, String... more)
      throws IOException {
    Path data = Files.createDirectory(folder.resolve(name));
    List<String> options =
        new ArrayList<>(List.of("--port=" + port, "--share-port", "--data=" + data));
    options.addAll(List.of(more));
    return ChildBalancer.start(data, control.port(), List.of(), options);
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
        // Half of the new connections go to the new process.
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

  /** Sends each request on a new connection, so that many wait to be accepted at any time. */
  @Test
  void takeoversInARowResetNoConnectionThatTheKernelHasQueued() throws Exception {
    List<ChildBalancer> balancers = new ArrayList<>();
    try (Backend server = new Backend();
        FakeControlPlane control = new FakeControlPlane()) {
      balancers.add(serving("first", control, 0, server, "auto"));
      int port = balancers.getFirst().port();
      try (Load newcomers = new Load(port, NEWCOMERS, "Connection: close\r\n")) {
        for (int i = 1; i <= TAKEOVERS; i++) {
          ChildBalancer old = balancers.getLast();
          balancers.add(
              serving("successor-" + i, control, port, server, i % 2 == 0 ? "auto" : "epoll"));
          old.freeze();
          // Connections to the old process wait, so in the end all of them do.
          AtomicLong seen = new AtomicLong(-1);
          await()
              .pollInterval(Duration.ofMillis(250))
              .until(() -> seen.getAndSet(newcomers.answers.get()) == newcomers.answers.get());
          old.terminate();
          old.thaw();
          assertThat(old.exitStatus()).isZero();
          assertThat(newcomers.failures).as("takeover %d; its log:\n%s", i, old.log()).isEmpty();
          assertThat(newcomers.refusals).hasValue(0);
          assertThat(old.log()).doesNotContain("WARN");
          long before = newcomers.answers.get();
          await().until(() -> newcomers.answers.get() > before + 500);
        }
      }
      ChildBalancer alone = balancers.getLast();
      alone.terminate();
      assertThat(alone.exitStatus()).isZero();
      assertThat(alone.log()).doesNotContain("WARN");
    } finally {
      balancers.forEach(ChildBalancer::close);
    }
  }

  @Test
  void aTransportWithoutTheOptionLeavesAllTheSameAndSaysWhatThatMayCost() throws Exception {
    try (FakeControlPlane control = new FakeControlPlane();
        ChildBalancer balancer = start("nio", control, 0, "--transport=nio")) {
      balancer.terminate();
      assertThat(balancer.exitStatus()).isZero();
      assertThat(balancer.log())
          .containsOnlyOnce("may be reset now: the transport nio does not give access");
    }
  }

  private ChildBalancer serving(
      String name, FakeControlPlane control, int port, Backend server, String transport)
      throws Exception {
    ChildBalancer balancer = start(name, control, port, "--transport=" + transport);
    try {
      control.await(Message.Hello.class);
      control.send(Snapshots.publish(1, server));
      control.await(Message.Applied.class);
    } catch (Exception | AssertionError e) {
      balancer.close();
      throw e;
    }
    return balancer;
  }
}
