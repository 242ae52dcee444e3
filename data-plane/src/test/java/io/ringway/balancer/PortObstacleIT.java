package io.ringway.balancer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ringway.balancer.control.FakeControlPlane;
import io.ringway.balancer.tls.MadeCertificate;
import io.ringway.protocol.Message;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Refusals of the operating system are obstacles, and the rest is in force. */
class PortObstacleIT {

  private static final boolean REQUIRED =
      Boolean.parseBoolean(System.getenv("RINGWAY_REQUIRE_ALL"));

  /** Not a port of any known service. */
  private static final int PRIVILEGED_PORT = 987;

  @TempDir Path folder;

  private static void need(boolean given, String what) {
    if (REQUIRED) {
      Assertions.assertTrue(given, what);
    }
    Assumptions.assumeTrue(given, what);
  }

  /** Reads a kernel setting in one read, since a second one returns nothing. */
  private static String line(Path setting) throws IOException {
    return Files.readAllLines(setting).getFirst().trim();
  }

  private ChildBalancer start(FakeControlPlane control, List<String> before, String... options)
      throws IOException {
    List<String> all = new ArrayList<>(List.of("--data=" + folder));
    all.addAll(List.of(options));
    return ChildBalancer.start(folder, control.port(), before, all);
  }

  private static ServerSocket taken() throws IOException {
    return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }

  private static void awaitObstacle(ChildBalancer at, int port, String kind) {
    await()
        .untilAsserted(() ->
            assertThat(at.admin("/metrics").body())
                .contains(
                    "ringway_obstacle{item=\"port\",name=\"%d\",kind=\"%s\"} 1\n"
                        .formatted(port, kind)));
  }

  private static String ask(int port) throws IOException {
    try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
      client.setSoTimeout(10_000);
      client
          .getOutputStream()
          .write("GET /home HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      return RawHttp.head(client.getInputStream());
    }
  }

  private static void awaitServed(int port) {
    await().ignoreExceptions().until(() -> ask(port).startsWith("HTTP/1.1 200 "));
  }

  @Test
  void aPortThatNeedsAPrivilegeIsNotPermittedWithoutIt() throws Exception {
    Path first = Path.of("/proc/sys/net/ipv4/ip_unprivileged_port_start");
    need(
        Files.exists(first)
            && Integer.parseInt(line(first)) > PRIVILEGED_PORT
            && Files.exists(Path.of("/usr/bin/setpriv")),
        "Run this test on Linux with setpriv, where ports below 1,024 need a privilege.");
    try (FakeControlPlane control = new FakeControlPlane();
        Backend server = new Backend();
        ChildBalancer balancer =
            start(
                control,
                List.of("/usr/bin/setpriv", "--bounding-set=-all", "--inh-caps=-all"),
                "--port=0")) {
      control.await(Message.Hello.class);
      control.send(Snapshots.publishAlsoOn(PRIVILEGED_PORT, 1, server));
      control.await(Message.Applied.class);
      awaitObstacle(balancer, PRIVILEGED_PORT, "no-permission");
      assertThat(balancer.log()).contains("CAP_NET_BIND_SERVICE");
      awaitServed(balancer.port());
    }
  }

  @Test
  void anAddressThatTheMachineDoesNotHaveIsNamed() throws Exception {
    Path foreign = Path.of("/proc/sys/net/ipv4/ip_nonlocal_bind");
    need(
        !Files.exists(foreign) || line(foreign).equals("0"),
        "Run this test where only addresses of the machine can be bound.");
    int port;
    try (ServerSocket free = taken()) {
      port = free.getLocalPort();
    }
    try (FakeControlPlane control = new FakeControlPlane();
        Backend server = new Backend();
        ChildBalancer balancer =
            start(control, List.of(), "--share-port", "--port=" + port, "--bind=192.0.2.1")) {
      control.await(Message.Hello.class);
      control.send(Snapshots.publish(1, server));
      control.await(Message.Applied.class);
      awaitObstacle(balancer, port, "no-address");
      assertThat(balancer.log()).contains("does not have the address 192.0.2.1", "--bind");
    }
  }

  @Test
  void aSharedMainPortThatAnotherProgramHoldsOpensWhenItIsFree() throws Exception {
    try (FakeControlPlane control = new FakeControlPlane();
        Backend server = new Backend();
        ServerSocket other = taken();
        ChildBalancer balancer =
            start(control, List.of(), "--share-port", "--port=" + other.getLocalPort())) {
      control.await(Message.Hello.class);
      control.send(Snapshots.publish(1, server));
      control.await(Message.Applied.class);
      awaitObstacle(balancer, other.getLocalPort(), "port-taken");
      int port = other.getLocalPort();
      other.close();
      awaitServed(port);
    }
  }

  @Test
  void aSharedTlsPortThatAnotherProgramHoldsLeavesTheMainPortAlone() throws Exception {
    Path certificate = folder.resolve("shop.pem");
    Files.writeString(certificate, MadeCertificate.of(folder, "EC", 9, "shop.example").pem());
    int port;
    try (ServerSocket free = taken()) {
      port = free.getLocalPort();
    }
    try (FakeControlPlane control = new FakeControlPlane();
        Backend server = new Backend();
        ServerSocket other = taken();
        ChildBalancer balancer =
            start(
                control,
                List.of(),
                "--share-port",
                "--port=" + port,
                "--tls-certificates=" + certificate,
                "--tls-port=" + other.getLocalPort())) {
      control.await(Message.Hello.class);
      control.send(Snapshots.publish(1, server));
      control.await(Message.Applied.class);
      int tls = other.getLocalPort();
      awaitObstacle(balancer, tls, "port-taken");
      awaitServed(port);
      other.close();
      await()
          .ignoreExceptions()
          .untilAsserted(() -> {
            try (Socket client = new Socket()) {
              client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), tls), 5_000);
            }
            assertThat(balancer.admin("/metrics").body()).doesNotContain("name=\"" + tls + "\"");
          });
    }
  }
}
