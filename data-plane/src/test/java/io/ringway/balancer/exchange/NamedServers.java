package io.ringway.balancer.exchange;

import io.ringway.protocol.ServerConfig;
import io.ringway.protocol.ServerState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/** Servers s1, s2 and so on that answer with their id; requests for /hold wait until let go. */
final class NamedServers implements AutoCloseable {

  private final List<FakeServer> servers = new ArrayList<>();
  private final List<AtomicInteger> held = new ArrayList<>();
  private final Semaphore gate = new Semaphore(0);

  NamedServers(int count) throws IOException {
    for (int i = 1; i <= count; i++) {
      String id = "s" + i;
      AtomicInteger holding = new AtomicInteger();
      held.add(holding);
      servers.add(
          new FakeServer((head, in, out) -> {
            if (head.startsWith("GET /hold")) {
              holding.incrementAndGet();
              gate.acquireUninterruptibly();
              holding.decrementAndGet();
            } else if (head.startsWith("GET /close")) {
              return false;
            }
            FakeServer.write(
                out, "HTTP/1.1 200 OK\r\nContent-Length: " + id.length() + "\r\n\r\n" + id);
            return true;
          }));
    }
  }

  List<ServerConfig> configs() {
    List<ServerConfig> configs = new ArrayList<>();
    for (int i = 1; i <= servers.size(); i++) {
      int port = servers.get(i - 1).port();
      configs.add(new ServerConfig("s" + i, "s" + i, "127.0.0.1", port, 1, ServerState.READY));
    }
    return configs;
  }

  /** Returns the number of requests that wait at a server. */
  int held(String id) {
    return held.get(Integer.parseInt(id.substring(1)) - 1).get();
  }

  int held() {
    return held.stream().mapToInt(AtomicInteger::get).sum();
  }

  /** Lets everything go that waits or will wait. */
  void letGo() {
    gate.release(1 << 20);
  }

  @Override
  public void close() {
    letGo();
    servers.forEach(FakeServer::close);
  }
}
