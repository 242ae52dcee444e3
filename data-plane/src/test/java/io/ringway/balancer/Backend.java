package io.ringway.balancer;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/** A real HTTP server. It responds to {@code /held} when the test says so, else at once. */
final class Backend implements AutoCloseable {

  final AtomicLong served = new AtomicLong();
  final CountDownLatch held = new CountDownLatch(1);
  final CountDownLatch release = new CountDownLatch(1);
  private final HttpServer server;

  Backend() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/heartbeat", Backend::ok);
    server.createContext(
        "/held",
        exchange -> {
          held.countDown();
          try {
            release.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          ok(exchange);
        });
    server.createContext(
        "/home",
        exchange -> {
          served.incrementAndGet();
          ok(exchange);
        });
    server.start();
  }

  private static void ok(HttpExchange exchange) throws IOException {
    exchange.sendResponseHeaders(200, -1);
    exchange.close();
  }

  int port() {
    return server.getAddress().getPort();
  }

  /** Closes its port and every connection, as when the process dies. */
  @Override
  public void close() {
    release.countDown();
    server.stop(0);
  }
}
