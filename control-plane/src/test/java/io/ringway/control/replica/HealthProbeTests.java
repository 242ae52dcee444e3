package io.ringway.control.replica;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.ringway.protocol.CheckMethod;
import io.ringway.protocol.HealthPolicy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HealthProbeTests {

  private final HealthProbe healthProbe = new HealthProbe();
  private HttpServer server;
  private String asked = "";

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String host = exchange.getRequestHeaders().getFirst("Host");
          asked = exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + host;
          exchange.sendResponseHeaders(host.equals("shop.example") ? 401 : 421, -1);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void asksWhatTheHealthChecksAsk() {
    HealthPolicy health =
        new HealthPolicy("/up", 500, 30_000, 2, 2)
            .withRequest(CheckMethod.HEAD, "shop.example", port(), "200-299,401");
    assertThat(healthProbe.probe(replica(1), health)).isEmpty(); // the port is that of the checks
    assertThat(asked).isEqualTo("HEAD /up shop.example");
  }

  @Test
  void aStatusThatHealthChecksDoNotWantIsASilence() {
    HealthPolicy health = new HealthPolicy("/up", 500, 30_000, 2, 2);
    assertThat(healthProbe.probe(replica(port()), health))
        .contains(ReplicaFault.CheckFailure.BAD_STATUS);
    assertThat(asked).isEqualTo("GET /up 127.0.0.1:" + port());
  }

  /** Many replicas are asked each second, for months. */
  @Test
  void checksAtTheSameTimeLeaveNoThreadsBehind() throws InterruptedException {
    HealthPolicy health = new HealthPolicy("/up", 500, 30_000, 2, 2);
    List<Thread> checks =
        IntStream.range(0, 32)
            .mapToObj(
                _ -> Thread.ofVirtual().start(() -> healthProbe.probe(replica(port()), health)))
            .toList();
    for (Thread check : checks) {
      check.join();
    }
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .noneMatch(name -> name.matches("HttpClient-\\d+-Worker-\\d+"));
  }

  private int port() {
    return server.getAddress().getPort();
  }

  private static Replica replica(int port) {
    return new Replica("c1", "a", "1", "127.0.0.1", port, Replica.Condition.RUNNING, null, null);
  }
}
