package io.ringway.balancer.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ringway.protocol.ServerConfig;
import io.ringway.protocol.ServerState;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Rows 118 to 120 of the faults: what changes of the ring cost under load. */
class RingChangesTests {

  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private static final int CLIENTS = 6;

  private final AtomicBoolean over = new AtomicBoolean();
  private final AtomicLong answers = new AtomicLong();
  private final List<String> failures = new CopyOnWriteArrayList<>();

  /** POSTs, which are never tried twice: whatever a change breaks is seen. */
  private void ask(Rig rig) {
    try (Socket client = rig.connect()) {
      for (int key = 0; !over.get(); key++) {
        FakeServer.write(
            client.getOutputStream(),
            "POST /?key=" + key + " HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi");
        String answer = Rig.readAnswer(client.getInputStream());
        if (answer.startsWith("HTTP/1.1 200 ")) {
          answers.incrementAndGet();
        } else {
          failures.add(answer);
        }
      }
    } catch (IOException e) {
      failures.add(e.toString());
    }
  }

  private static ServerConfig server(String id, FakeServer at, double weight, ServerState state) {
    return new ServerConfig(id, id, "127.0.0.1", at.port(), weight, state);
  }

  @Test
  void aThousandChangesUnderLoadLoseNoRequestAndNoConnectionOfUnchangedServers() throws Exception {
    try (Rig rig = new Rig();
        FakeServer one = FakeServer.answering(OK);
        FakeServer two = FakeServer.answering(OK);
        FakeServer three = FakeServer.answering(OK);
        FakeServer guest = FakeServer.answering(OK)) {
      rig.route(one.port(), two.port(), three.port());
      long begin = System.nanoTime();
      List<Thread> clients = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(Thread.ofVirtual().start(() -> ask(rig)));
      }
      for (int change = 0; change < 1_000; change++) {
        List<ServerConfig> servers = new ArrayList<>();
        servers.add(server("s1", one, 1, ServerState.READY));
        servers.add(server("s2", two, 1 + change % 7, ServerState.READY));
        ServerState third = change % 3 == 0 ? ServerState.DRAINING : ServerState.READY;
        servers.add(server("s3", three, 1, third));
        if (change % 2 == 0) {
          servers.add(server("guest", guest, 1, ServerState.READY));
        }
        rig.route(servers);
        if (change % 100 == 0) {
          long before = answers.get();
          await().until(() -> answers.get() > before + 20);
        }
      }
      over.set(true);
      for (Thread client : clients) {
        client.join();
      }
      assertThat(failures).isEmpty();
      assertThat(guest.heads).isNotEmpty();
      // A pool never needs more connections than there are clients, and changes cost it none. On a
      // slow machine one may have been idle for the 4 s after which it is closed.
      int idleTimes = (int) Duration.ofNanos(System.nanoTime() - begin).toSeconds() / 4;
      for (FakeServer unchanged : List.of(one, two, three)) {
        assertThat(unchanged.connections.get()).isBetween(1, CLIENTS * (1 + idleTimes));
      }
    }
  }
}
