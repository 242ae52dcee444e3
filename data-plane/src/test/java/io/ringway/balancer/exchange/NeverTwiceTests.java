package io.ringway.balancer.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.protocol.Timeouts;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Row 104 of the faults and its neighbours, counted over 10,000 requests to broken servers. */
class NeverTwiceTests {

  private static final int CLIENTS = 8;
  private static final int REQUESTS = 1_250;

  /** The results of requests. */
  private static final class Tally {
    int whole;
    int refused;
    int broken;
    final List<String> wrong = new ArrayList<>();

    int all() {
      return whole + refused + broken;
    }
  }

  private final Map<String, AtomicInteger> arrivals = new ConcurrentHashMap<>();

  /** Answers most requests with their own id, and breaks off the others in every way there is. */
  private FakeServer unreliable(int seed) throws IOException {
    Random random = new Random(seed);
    return new FakeServer((head, in, out) -> {
      int fault;
      synchronized (random) {
        fault = random.nextInt(40);
      }
      String id = id(head);
      arrivals.computeIfAbsent(id, _ -> new AtomicInteger()).incrementAndGet();
      if (fault == 0) {
        return false;
      }
      FakeServer.readBody(head, in);
      return answer(fault, id, out);
    });
  }

  private static boolean answer(int fault, String id, OutputStream out) throws IOException {
    String head = "HTTP/1.1 200 OK\r\nContent-Length: " + id.length() + "\r\n";
    switch (fault) {
      case 1 -> throw new FakeServer.Reset();
      case 2 -> {
        FakeServer.write(out, head);
        throw new FakeServer.Reset();
      }
      case 3 -> {
        FakeServer.write(out, head + "\r\n" + id.charAt(0));
        throw new FakeServer.Reset();
      }
      case 4 -> FakeServer.write(out, "garbage\r\n\r\n");
      case 5 -> FakeServer.write(out, "HTTP/1.1 200 OK\r\nX: " + "x".repeat(40_000) + "\r\n\r\n");
      case 6 -> FakeServer.write(out, "HTTP/1.1 103 Early Hints\r\n\r\n".repeat(20));
      case 7 ->
          FakeServer.write(
              out, head + "\r\n" + id + "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nstolen");
      case 8 -> {
        FakeServer.write(out, head + "\r\n" + id);
        return false; // an idle connection that is gone when it is wanted again
      }
      case 9 -> {
        FakeServer.write(out, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nab");
        return false;
      }
      default -> FakeServer.write(out, head + "\r\n" + id);
    }
    return true;
  }

  private static String id(String head) {
    int at = head.indexOf("X-Id: ") + 6;
    return head.substring(at, head.indexOf('\r', at));
  }

  @Test
  void tenThousandRequestsToBrokenServersAreAllAccountedFor() throws Exception {
    try (Rig rig = new Rig();
        FakeServer one = unreliable(1);
        FakeServer two = unreliable(2);
        FakeServer three = unreliable(3);
        ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      rig.timeouts = new Timeouts(500, 5_000, 5_000);
      rig.policy = rig.policy.withEjection(0, 100, 0); // all three stay under fire
      rig.route(one.port(), two.port(), three.port());
      List<Callable<Tally>> work = new ArrayList<>();
      for (int client = 0; client < CLIENTS; client++) {
        String name = "c" + client;
        work.add(() -> ask(rig, name));
      }
      Tally all = new Tally();
      for (Future<Tally> done : clients.invokeAll(work)) {
        Tally part = done.get();
        all.whole += part.whole;
        all.refused += part.refused;
        all.broken += part.broken;
        all.wrong.addAll(part.wrong);
      }
      assertThat(all.wrong).isEmpty();
      assertThat(all.all()).isEqualTo(CLIENTS * REQUESTS);
      assertThat(all.whole).isGreaterThan(CLIENTS * REQUESTS / 2);
      assertThat(all.refused).isPositive();
      assertThat(all.broken).isPositive();
      arrivals.forEach((id, times) -> {
        if (id.endsWith("POST")) {
          assertThat(times).as(id).hasValue(1);
        }
      });
    }
  }

  private Tally ask(Rig rig, String client) throws IOException {
    Tally tally = new Tally();
    Socket socket = rig.connect();
    for (int i = 0; i < REQUESTS; i++) {
      String method = i % 2 == 0 ? "POST" : "GET";
      String id = client + "-" + i + "-" + method;
      String answer = "";
      try {
        FakeServer.write(
            socket.getOutputStream(),
            method
                + " /?key="
                + i
                + " HTTP/1.1\r\nHost: a\r\nX-Id: "
                + id
                + "\r\nContent-Length: 4\r\n\r\nbody");
        answer = lastAnswer(socket.getInputStream());
      } catch (IOException brokenOff) {
        answer = "";
      }
      count(tally, id, answer);
      if (answer.isEmpty() || answer.contains("Connection: close")) {
        socket.close();
        socket = rig.connect();
      }
    }
    socket.close();
    return tally;
  }

  private static String lastAnswer(InputStream in) throws IOException {
    String head = FakeServer.readHead(in);
    while (head.startsWith("HTTP/1.1 103 ")) {
      head = FakeServer.readHead(in);
    }
    if (head.isEmpty() || head.startsWith("CUT")) {
      return "";
    }
    return head
        + new String(FakeServer.readBody(head, in), java.nio.charset.StandardCharsets.US_ASCII);
  }

  private void count(Tally tally, String id, String answer) {
    AtomicInteger times = arrivals.get(id);
    if (answer.isEmpty()) {
      tally.broken++;
    } else if (answer.startsWith("HTTP/1.1 200 ")) {
      tally.whole++;
      if (!answer.endsWith("\r\n\r\n" + id) || times == null) {
        tally.wrong.add(id + " got " + answer);
      }
    } else if (answer.matches("(?s)HTTP/1.1 50[23] .*\r\nRingway-Reason: [a-z-]+\r\n.*")) {
      tally.refused++;
    } else {
      tally.wrong.add(id + " got " + answer);
    }
  }
}
