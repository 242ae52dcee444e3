package io.ringway.backend;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A sample replica: {@code GET /home} returns its name, {@code GET /heartbeat} returns 200 while it
 * runs.
 */
public final class Backend implements AutoCloseable {

  private static final int STOP_SECONDS = 5;

  private final HttpServer server;
  private final byte[] hello;
  private final AtomicInteger running = new AtomicInteger();

  /** Starts listening; requests are served on virtual threads. */
  Backend(Settings settings) throws IOException {
    hello =
        json("Hello from Server: " + settings.id(), "successful").getBytes(StandardCharsets.UTF_8);
    server = HttpServer.create(new InetSocketAddress(settings.bind(), settings.port()), 1_024);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::counted);
    server.start();
  }

  /** Returns the port that it listens on. */
  int port() {
    return server.getAddress().getPort();
  }

  private void counted(HttpExchange exchange) throws IOException {
    running.incrementAndGet();
    try {
      respond(exchange);
    } finally {
      running.decrementAndGet();
    }
  }

  private void respond(HttpExchange exchange) throws IOException {
    // Closing the exchange would close the connection too; reading to the end keeps it open.
    exchange.getRequestBody().transferTo(OutputStream.nullOutputStream());
    String method = exchange.getRequestMethod();
    String path = exchange.getRequestURI().getPath();
    boolean known = "/home".equals(path) || "/heartbeat".equals(path);
    if (!known) {
      send(exchange, 404, bytes("Use GET /home or GET /heartbeat."));
    } else if (!method.equals("GET") && !method.equals("HEAD")) {
      exchange.getResponseHeaders().set("Allow", "GET, HEAD");
      send(exchange, 405, bytes("Use GET."));
    } else {
      send(exchange, 200, "/home".equals(path) ? hello : new byte[0]);
    }
  }

  private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    if (body.length > 0) {
      exchange.getResponseHeaders().set("Content-Type", "application/json");
    }
    if (body.length == 0 || exchange.getRequestMethod().equals("HEAD")) {
      exchange.sendResponseHeaders(status, -1);
      exchange.getResponseBody().close();
      return;
    }
    exchange.sendResponseHeaders(status, body.length);
    try (var out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  private static byte[] bytes(String message) {
    return json(message, "failure").getBytes(StandardCharsets.UTF_8);
  }

  private static String json(String message, String status) {
    return "{\"message\":\"" + escaped(message) + "\",\"status\":\"" + status + "\"}";
  }

  private static String escaped(String text) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < 0x20) {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  /** Stops accepting connections, waits at most 5 s for running requests, then stops. */
  @Override
  public void close() {
    // A server that never had a request would wait for the whole time.
    server.stop(running.get() == 0 ? 0 : STOP_SECONDS);
  }

  /**
   * Runs until SIGTERM.
   *
   * @param args {@code --id}, {@code --bind}, {@code --port}; see {@link Settings}
   */
  public static void main(String[] args) {
    // Read once by jdk.httpserver: send small responses at once, and keep pooled connections open.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    System.setProperty("sun.net.httpserver.idleInterval", "120");
    System.setProperty("sun.net.httpserver.maxIdleConnections", "1000");
    try {
      Settings settings = Settings.of(args, System.getenv());
      Backend backend = new Backend(settings);
      Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(backend::close));
      System.out.println("listening on " + settings.bind() + ":" + backend.port());
    } catch (IllegalArgumentException | IOException e) {
      System.err.println("The replica does not start: " + e.getMessage());
      System.exit(1);
    }
  }
}
