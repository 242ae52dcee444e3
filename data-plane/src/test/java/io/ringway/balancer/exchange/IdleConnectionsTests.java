package io.ringway.balancer.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ringway.balancer.listener.PortRules;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The memory that a connection without a request holds. */
class IdleConnectionsTests {

  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  private static final int CLIENTS = 40;

  private final Rig rig = new Rig(1, PortRules.DEFAULT, Integer.MAX_VALUE);
  private final EventLoopContext loop = rig.listeners.loops().iterator().next();

  @AfterEach
  void stop() {
    rig.close();
  }

  private <T> T onLoop(Callable<T> question) throws Exception {
    return loop.executor.submit(question).get();
  }

  @Test
  void oneAfterTheOtherShareTheMemoryOfOneRequestAndOneResponse() throws Exception {
    List<Socket> clients = new ArrayList<>();
    try (FakeServer server = FakeServer.answering(OK)) {
      rig.route(server.port());
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(ask());
      }
      assertThat(onLoop(() -> loop.exchanges()))
          .hasSize(CLIENTS)
          .allMatch(exchange -> exchange.request.bytes().length == 0);
      assertThat(onLoop(loop.heads::kept)).isEqualTo(2);
    } finally {
      close(clients);
    }
  }

  private Socket ask() throws IOException {
    Socket client = rig.connect();
    FakeServer.write(client.getOutputStream(), GET);
    assertThat(Rig.readAnswer(client.getInputStream())).endsWith("ok");
    return client;
  }

  @Test
  void aHeadOfWhichAPartHasComeKeepsItsMemory() throws Exception {
    try (FakeServer server = FakeServer.answering(OK)) {
      rig.route(server.port());
      try (Socket slow = rig.connect();
          Socket quick = ask()) {
        FakeServer.write(slow.getOutputStream(), "GET /slow HTTP/1.1\r\nX-Half: ");
        await()
            .until(() ->
                onLoop(() -> loop.exchanges().stream().anyMatch(each -> !each.reader.empty())));
        FakeServer.write(quick.getOutputStream(), GET);
        assertThat(Rig.readAnswer(quick.getInputStream())).endsWith("ok");
        FakeServer.write(slow.getOutputStream(), "1\r\nHost: a\r\n\r\n");
        assertThat(Rig.readAnswer(slow.getInputStream())).endsWith("ok");
      }
      assertThat(server.heads.getLast()).startsWith("GET /slow HTTP/1.1").contains("X-Half: 1");
    }
  }

  private static void close(List<Socket> clients) throws IOException {
    for (Socket client : clients) {
      client.close();
    }
  }
}
