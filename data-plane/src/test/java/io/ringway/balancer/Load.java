package io.ringway.balancer;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Clients that send requests without a pause over persistent connections. A client ends when its
 * connection is refused; any other error is a failed request.
 */
final class Load implements AutoCloseable {

  final AtomicLong answers = new AtomicLong();
  final AtomicLong refusals = new AtomicLong();
  final List<String> failures = new CopyOnWriteArrayList<>();
  private final List<Thread> clients = new ArrayList<>();
  private final int port;
  private final String request;
  private volatile boolean stopped;

  Load(int port, int count) {
    this(port, count, "");
  }

  /**
   * Creates clients with more fields in each head.
   *
   * @param lines each with its CR LF
   */
  Load(int port, int count, String lines) {
    this.port = port;
    this.request = "GET /home HTTP/1.1\r\nHost: test\r\n" + lines + "\r\n";
    for (int i = 0; i < count; i++) {
      clients.add(Thread.ofVirtual().start(this::ask));
    }
  }

  private void ask() {
    while (!stopped) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        socket.setSoTimeout(10_000);
        askOver(socket);
      } catch (ConnectException refused) {
        refusals.incrementAndGet();
        return;
      } catch (IOException e) {
        failures.add(e.toString());
      }
    }
  }

  private void askOver(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    boolean kept = true;
    while (kept && !stopped) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      String head = RawHttp.head(in);
      if (head.startsWith("HTTP/1.1 200 ")) {
        answers.incrementAndGet();
      } else {
        failures.add(head.isEmpty() ? "closed without an answer" : head);
      }
      kept = RawHttp.keptAlive(head);
    }
  }

  /** Waits for every client to end by itself. */
  void join() throws InterruptedException {
    for (Thread client : clients) {
      client.join();
    }
  }

  @Override
  public void close() throws InterruptedException {
    stopped = true;
    join();
  }
}
