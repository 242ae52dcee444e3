package io.ringway.balancer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ringway.balancer.control.FakeControlPlane;
import io.ringway.protocol.ExplainQuery;
import io.ringway.protocol.Explanation;
import io.ringway.protocol.Message;
import io.ringway.protocol.Obstacle;
import io.ringway.protocol.ServerConfig;
import io.ringway.protocol.ServerState;
import io.ringway.protocol.Steering;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole balancer as a process, with a control plane and servers of the test. */
class BalancerIT {

  @TempDir Path folder;

  private FakeControlPlane control;
  private Backend one;
  private Backend two;
  private ChildBalancer balancer;
  private Steering steering = Steering.NONE;
  private long joined;

  @BeforeEach
  void start() throws Exception {
    control = new FakeControlPlane();
    one = new Backend();
    two = new Backend();
    balancer = ChildBalancer.start(folder, control.port());
    control.await(Message.Hello.class);
  }

  @AfterEach
  void stop() {
    balancer.close();
    control.close();
    one.close();
    two.close();
  }

  @Test
  void sigtermUnderLoadAnswersEverythingThatWasAccepted() throws Exception {
    publish(1, one, two);
    try (Load load = new Load(balancer.port(), 6);
        Socket held = ask("/held")) {
      Backend holder = awaitHeld();
      await().until(() -> load.answers.get() > 500);
      balancer.terminate();
      load.join();
      assertThat(load.failures).isEmpty();
      // No new connection is accepted, and the request under way still gets its response.
      holder.release.countDown();
      String answer = RawHttp.head(held.getInputStream());
      assertThat(answer).startsWith("HTTP/1.1 200 ");
      assertThat(RawHttp.keptAlive(answer)).isFalse();
      assertThat(balancer.exitStatus()).isZero();
    }
    assertThat(balancer.log()).contains("Stopped").doesNotContain("cut off");
  }

  @Test
  void aRestartWithoutTheControlPlaneServesFromDiskAndSaysSo() throws Exception {
    publish(1, one, two);
    await().until(() -> Files.exists(folder.resolve("snapshot")));
    balancer.terminate();
    assertThat(balancer.exitStatus()).isZero();
    int gone = control.port();
    control.close();

    balancer = ChildBalancer.start(folder, gone);
    assertThat(balancer.log()).contains("Serving revision 1 from disk").contains("stale since");
    assertThat(status("/home")).isEqualTo(200);
    assertThat(balancer.admin("/ready").statusCode()).isEqualTo(200);
    assertThat(balancer.admin("/snapshot").body())
        .contains("\"revision\":1", "\"source\":\"disk\"", "\"connected\":false")
        .containsPattern("\"staleSince\":\"\\d{4}-");
  }

  @Test
  void whoConnectsDuringARestartWaitsForTheTableFromDisk() throws Exception {
    publish(1, one, two);
    await().until(() -> Files.exists(folder.resolve("snapshot")));
    balancer.terminate();
    assertThat(balancer.exitStatus()).isZero();
    int port = portThatNoClientGets();
    Set<Integer> statuses = ConcurrentHashMap.newKeySet();
    try (var restart = Executors.newSingleThreadExecutor()) {
      Future<ChildBalancer> started =
          restart.submit(() ->
              ChildBalancer.start(
                  folder,
                  control.port(),
                  List.of(),
                  List.of("--port=" + port, "--data=" + folder)));
      while (!started.isDone() || statuses.isEmpty()) {
        firstStatus(port).ifPresent(statuses::add);
      }
      balancer = started.get();
    }
    assertThat(statuses).containsExactly(200);
  }

  /** Returns a free port below the ephemeral range, where a client could connect to itself. */
  private static int portThatNoClientGets() throws IOException {
    for (int port = 24_000; port < 32_768; port++) {
      try (ServerSocket free = new ServerSocket(port)) {
        return free.getLocalPort();
      } catch (BindException e) {
        assertThat(e).hasMessageContaining("in use");
      }
    }
    throw new AssertionError("no port is free");
  }

  /** Returns the status that a new connection gets; none when no process listens yet. */
  private static OptionalInt firstStatus(int port) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(30_000);
      socket
          .getOutputStream()
          .write("GET /home HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".getBytes(UTF_8));
      String head = RawHttp.head(socket.getInputStream());
      return OptionalInt.of(Integer.parseInt(head.substring(9, 12)));
    } catch (ConnectException e) {
      return OptionalInt.empty();
    }
  }

  @Test
  void aCorruptSnapshotIsSetAsideAndThePreviousOneServes() throws Exception {
    publish(1, one);
    await().until(() -> Files.exists(folder.resolve("snapshot")));
    publish(2, one, two);
    await().until(() -> Files.exists(folder.resolve("snapshot.previous")));
    balancer.terminate();
    assertThat(balancer.exitStatus()).isZero();
    int gone = control.port();
    control.close();
    Path saved = folder.resolve("snapshot");
    Files.writeString(saved, Files.readString(saved).replace("\"revision\":2", "\"revision\":3"));

    balancer = ChildBalancer.start(folder, gone);
    assertThat(balancer.log())
        .contains("its checksum is wrong")
        .contains("Serving revision 1 from disk");
    assertThat(status("/home")).isEqualTo(200);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .anyMatch(name -> name.startsWith("snapshot.corrupt-"));
    }
  }

  @Test
  void aServerThatDiesUnderLoadCostsNoGet() throws Exception {
    publish(1, one, two);
    // At most three are under way on one loop: as many as the retry budget always allows.
    try (Load load = new Load(balancer.port(), 3)) {
      await().until(() -> one.served.get() > 200 && two.served.get() > 200);
      one.close();
      long before = load.answers.get();
      await().until(() -> load.answers.get() > before + 1_000);
      assertThat(load.failures).isEmpty();
    }
    await().until(() -> balancer.log().contains("Server s1 of c is unhealthy"));
  }

  @Test
  void aRemovedServerFinishesWhatItHasAndGetsNothingNew() throws Exception {
    publish(1, one);
    try (Socket held = ask("/held")) {
      one.held.await();
      publish(2, two);
      long before = one.served.get();
      for (int i = 0; i < 20; i++) {
        assertThat(status("/home")).isEqualTo(200);
      }
      assertThat(one.served.get()).isEqualTo(before);
      one.release.countDown();
      assertThat(RawHttp.head(held.getInputStream())).startsWith("HTTP/1.1 200 ");
    }
  }

  @Test
  void whatTrafficDidIsReported() throws Exception {
    publish(1, one, two);
    for (int i = 0; i < 40; i++) {
      assertThat(status("/home")).isEqualTo(200);
    }
    long reported = 0;
    while (reported < 40) {
      Message.Report report = control.await(Message.Report.class);
      reported +=
          report.clusters().stream()
              .flatMap(cluster -> cluster.servers().stream())
              .mapToLong(server -> server.requests())
              .sum();
    }
    assertThat(reported).isEqualTo(40);
    assertThat(balancer.admin("/metrics").body())
        .contains("ringway_requests_total{cluster=\"c\",server=\"s1\",class=\"2xx\"}");
  }

  @Test
  void aPortThatAnotherProgramHoldsIsReportedAndOpensOnceItIsFree() throws Exception {
    int port;
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("0.0.0.0"))) {
      port = taken.getLocalPort();
      control.send(Snapshots.publishAlsoOn(port, 1, one));
      assertThat(control.await(Message.Applied.class).revision()).isEqualTo(1);
      assertThat(status("/home")).as("a fresh balancer serves the rest").isEqualTo(200);
      publish(2, one, two);
      control.send(Snapshots.publishAlsoOn(port, 3, one));
      assertThat(control.await(Message.Applied.class).revision()).isEqualTo(3);
      Obstacle met = obstacles(false).getFirst();
      assertThat(met.item()).isEqualTo(Obstacle.Item.PORT);
      assertThat(met.name()).isEqualTo(Integer.toString(port));
      assertThat(met.kind()).isEqualTo(Obstacle.Kind.PORT_TAKEN);
      assertThat(balancer.admin("/metrics").body())
          .contains("ringway_port_open{port=\"" + port + "\",tls=\"false\"} 0")
          .contains("{item=\"port\",name=\"" + port + "\",kind=\"port-taken\"} 1");
    }
    assertThat(obstacles(true)).isEmpty();
    try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
      client
          .getOutputStream()
          .write("GET /home HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      assertThat(RawHttp.head(client.getInputStream())).startsWith("HTTP/1.1 200 ");
    }
    assertThat(balancer.log()).contains("Port " + port + " stays closed: another program");
  }

  /** Waits for a report with obstacles, or without. */
  private List<Obstacle> obstacles(boolean none) throws InterruptedException {
    while (true) {
      Message.Report report = control.await(Message.Report.class);
      if (report.revision() == 3 && report.obstacles().isEmpty() == none) {
        return report.obstacles();
      }
    }
  }

  @Test
  void itAnswersWhatTheControlPlaneAsksWhileAServerJoins() throws Exception {
    steering = new Steering(0, 3_000, false, List.of());
    joined = System.currentTimeMillis();
    publish(1, one, two);
    control.send(new Message.Ask(7, new ExplainQuery.Key("c", "user-42")));
    Message.Answer answer = control.await(Message.Answer.class);
    assertThat(answer.id()).isEqualTo(7);
    assertThat(answer.explanation().hash()).isEqualTo("397e9d3a76af7c81");
    assertThat(answer.explanation().steps()).hasSize(2);
    assertThat(part("s1")).isEqualTo(1);
    await().until(() -> part("s2") == 1);
    assertThat(balancer.admin("/explain?cluster=c&key=user-42").body())
        .contains("\"hash\":\"397e9d3a76af7c81\"")
        .doesNotContain("RAMPING");
    control.send(
        new Message.Ask(8, new ExplainQuery.Request(1, "GET", "", "/", List.of(), "127.0.0.1")));
    assertThat(control.await(Message.Unanswered.class).reason()).startsWith("No cluster serves");
  }

  private double part(String server) throws InterruptedException {
    control.send(new Message.Ask(9, new ExplainQuery.Key("c", "a")));
    return control.await(Message.Answer.class).explanation().steps().stream()
        .filter(step -> step.id().equals(server))
        .mapToDouble(Explanation.Step::part)
        .sum();
  }

  private Backend awaitHeld() {
    await().until(() -> one.held.getCount() == 0 || two.held.getCount() == 0);
    return one.held.getCount() == 0 ? one : two;
  }

  private void publish(long revision, Backend... servers) throws InterruptedException {
    List<ServerConfig> configured = new ArrayList<>();
    for (Backend server : servers) {
      String id = server == one ? "s1" : "s2";
      configured.add(
          new ServerConfig(id, id, "127.0.0.1", server.port(), 1, ServerState.READY)
              .joined(server == two ? joined : 0));
    }
    control.send(Snapshots.publish(revision, configured, steering));
    assertThat(control.await(Message.Applied.class).revision()).isEqualTo(revision);
  }

  private Socket ask(String path) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), balancer.port());
    socket.setSoTimeout(15_000);
    socket
        .getOutputStream()
        .write(
            ("GET " + path + " HTTP/1.1\r\nHost: test\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  private int status(String path) throws IOException {
    try (Socket socket = ask(path)) {
      return Integer.parseInt(RawHttp.head(socket.getInputStream()).substring(9, 12));
    }
  }
}
