package io.ringway.balancer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.ringway.balancer.control.FakeControlPlane;
import io.ringway.protocol.Message;
import io.ringway.protocol.ServerConfig;
import io.ringway.protocol.ServerState;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A balancer whose clients use up its memory refuses new work, keeps serving, and recovers. */
class ShortMemoryIT {

  private static final int BODY = 4 << 20;
  private static final byte[] BLOCK = new byte[64 << 10];
  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

  @TempDir Path folder;
  private final List<Socket> crowd = new ArrayList<>();
  private HttpServer server;

  /** Responds with more than a slow reader reads, and with nothing to health checks. */
  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1_000);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            boolean small = !exchange.getRequestURI().getPath().equals("/");
            exchange.sendResponseHeaders(200, small ? -1 : BODY);
            if (!small) {
              for (int sent = 0; sent < BODY; sent += BLOCK.length) {
                exchange.getResponseBody().write(BLOCK);
              }
            }
          }
        });
    server.start();
  }

  @AfterEach
  void stop() throws IOException {
    leave();
    server.stop(0);
  }

  private void leave() throws IOException {
    for (Socket each : crowd) {
      each.close();
    }
    crowd.clear();
  }

  private ChildBalancer balancer(FakeControlPlane control, String limit, String... options)
      throws Exception {
    List<String> all = new ArrayList<>(List.of("--port=0", "--data=" + folder));
    all.addAll(List.of(options));
    ChildBalancer balancer =
        ChildBalancer.start(
            folder, control.port(), List.of("env", "JDK_JAVA_OPTIONS=" + limit), all);
    control.await(Message.Hello.class);
    control.send(
        Snapshots.publish(
            1,
            List.of(
                new ServerConfig(
                    "s1",
                    "s1",
                    "127.0.0.1",
                    server.getAddress().getPort(),
                    1,
                    ServerState.READY))));
    control.await(Message.Applied.class);
    return balancer;
  }

  private Socket join(ChildBalancer at, byte[] says) throws IOException {
    Socket socket = new Socket();
    crowd.add(socket);
    socket.setReceiveBufferSize(4_096);
    socket.setSoTimeout(20_000);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), at.port()));
    try {
      socket.getOutputStream().write(says);
    } catch (SocketException cut) {
      // A reset is a refusal too.
    }
    return socket;
  }

  private static String ask(ChildBalancer at) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), at.port())) {
      socket.setSoTimeout(10_000);
      socket
          .getOutputStream()
          .write("GET /small HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      return RawHttp.head(socket.getInputStream());
    } catch (SocketException cut) {
      return "cut";
    }
  }

  private static boolean served(ChildBalancer at) throws IOException {
    return ask(at).startsWith("HTTP/1.1 200 ");
  }

  private static long metric(ChildBalancer at, String name) throws Exception {
    return at.admin("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToLong(line -> Long.parseLong(line.substring(name.length() + 1)))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void slowReadersThatFillItsBuffersCostNobodyElseMoreThanA503() throws Exception {
    try (FakeControlPlane control = new FakeControlPlane();
        ChildBalancer balancer = balancer(control, "-XX:MaxDirectMemorySize=24m")) {
      Socket first = join(balancer, GET.getBytes(StandardCharsets.US_ASCII));
      String answer = "";
      while (!answer.contains("Ringway-Reason: out-of-memory") && crowd.size() < 1_500) {
        for (int i = 0; i < 50; i++) {
          join(balancer, GET.getBytes(StandardCharsets.US_ASCII));
        }
        answer = ask(balancer);
      }
      assertThat(answer).startsWith("HTTP/1.1 503 ").contains("Ringway-Reason: out-of-memory");
      await().until(() -> balancer.admin("/ready").body().contains("network buffers is full"));
      assertThat(balancer.log())
          .contains("network buffers is full", "Raise -XX:MaxDirectMemorySize")
          .doesNotContain("The heap is full");
      // Requests under way get their whole response, however full memory is.
      RawHttp.head(first.getInputStream());
      first.getInputStream().skipNBytes(BODY);
      leave();
      await().atMost(Duration.ofSeconds(20)).until(() -> served(balancer));
      await().until(() -> balancer.admin("/ready").statusCode() == 200);
      assertThat(metric(balancer, "ringway_memory_failed_total")).isZero();
      assertThat(balancer.log()).doesNotContain("is a bug", "is unhealthy", "Unexpected exception");
    }
  }

  @Test
  void headsThatFillItsHeapCostNobodyElseMoreThanA503() throws Exception {
    try (FakeControlPlane control = new FakeControlPlane();
        ChildBalancer balancer =
            balancer(control, "-Dused=in-vain", "--max-head=1048576", "--head-timeout=60000")) {
      byte[] endless = new byte[700 << 10];
      java.util.Arrays.fill(endless, (byte) 'a');
      byte[] start = "GET / HTTP/1.1\r\nHost: a\r\nX: ".getBytes(StandardCharsets.US_ASCII);
      System.arraycopy(start, 0, endless, 0, start.length);
      for (int i = 0; i < 300; i++) {
        join(balancer, endless);
      }
      await()
          .until(() ->
              metric(balancer, "ringway_memory_refused_total")
                      + metric(balancer, "ringway_memory_failed_total")
                  > 0);
      await().until(() -> balancer.admin("/ready").body().contains("The heap is full"));
      await().until(() -> balancer.log().contains("Give the balancer a larger one with -Xmx"));
      assertThat(balancer.log()).doesNotContain("network buffers");
      leave();
      await().atMost(Duration.ofSeconds(20)).until(() -> served(balancer));
      await().until(() -> balancer.admin("/ready").statusCode() == 200);
      assertThat(balancer.log()).doesNotContain("is a bug", "Unexpected exception");
    }
  }
}
