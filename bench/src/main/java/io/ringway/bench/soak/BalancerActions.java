package io.ringway.bench.soak;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The actions of operators and clients on the balancers themselves. */
final class BalancerActions {

  private static final int HELD_SECONDS = 2;
  private static final int OPENED_AGAIN_SECONDS = 60;
  private static final int ROTATED_SECONDS = 10;
  private static final int LOOK_MILLIS = 200;
  private static final String EXCHANGE = "io.ringway.balancer.exchange";

  /** "hello" in one text frame of a client, with the mask 0. */
  private static final byte[] FRAME = {
    (byte) 0x81, (byte) 0x85, 0, 0, 0, 0, 'h', 'e', 'l', 'l', 'o'
  };

  private static final int ECHO_LENGTH = 7;

  private final SoakContext soak;
  private final ErrorCounts metrics;
  private final int port;
  private int made;

  /**
   * Creates the actions.
   *
   * @param port a free one, for a cluster whose port is occupied for a while
   */
  BalancerActions(SoakContext soak, ErrorCounts metrics, int port) {
    this.soak = soak;
    this.metrics = metrics;
    this.port = port;
  }

  List<Action> actions() {
    return List.of(
        new Action("access log rotated", 1, this::rotate),
        new Action("log level switched", 1, this::switchLevel),
        new Action("port of a cluster taken for a while", 1, this::takePort),
        new Action("WebSocket opened and dropped", 3, this::tunnel),
        new Action("client gone within a request", 3, this::leave));
  }

  /** Rotates the access log as docs/balancer.md describes: move the file, then SIGHUP. */
  private void rotate() throws IOException, InterruptedException {
    int balancer = anyBalancer();
    Path log = soak.installation().accessLog(balancer);
    Path old = log.resolveSibling(log.getFileName() + ".1");
    Files.move(log, old, StandardCopyOption.REPLACE_EXISTING);
    SystemPart systemPart = soak.installation().balancer(balancer);
    systemPart.signal("HUP");
    await("The access log was not opened anew", ROTATED_SECONDS, () -> Files.exists(log));
    await(
        "The access log that was moved away is still open",
        ROTATED_SECONDS,
        () -> !opens(systemPart, old));
  }

  private static boolean opens(SystemPart systemPart, Path file) throws IOException {
    try (Stream<Path> open = Files.list(Path.of("/proc/" + systemPart.pid() + "/fd"))) {
      for (Path descriptor : open.toList()) {
        if (leadsTo(descriptor, file.toAbsolutePath())) {
          return true;
        }
      }
      return false;
    }
  }

  private static boolean leadsTo(Path descriptor, Path file) throws IOException {
    try {
      return Files.readSymbolicLink(descriptor).equals(file);
    } catch (NoSuchFileException closed) { // deleted since it was listed
      return false;
    }
  }

  private void switchLevel() throws IOException, InterruptedException {
    int balancer = anyBalancer();
    for (String level : List.of("DEBUG", "INHERIT")) {
      URI change =
          soak.installation()
              .adminAddress(balancer)
              .resolve("/log/level?logger=" + EXCHANGE + "&level=" + level);
      HttpResponse<String> answer =
          soak.http()
              .send(
                  HttpRequest.newBuilder(change).PUT(BodyPublishers.noBody()).build(),
                  BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new IOException(change + " → " + answer.statusCode() + " " + answer.body());
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    }
  }

  /**
   * Creates a cluster with an occupied port. It is in effect at the other balancer at once, and at
   * this one when the port is free.
   */
  private void takePort() throws IOException, InterruptedException {
    String name = "ported-" + ++made;
    try {
      openWhileTaken(name);
      await("The port was not opened when it was free", OPENED_AGAIN_SECONDS, () -> isOpen(0));
    } finally {
      forget(name);
    }
    await("The port was not closed", OPENED_AGAIN_SECONDS, () -> !isOpen(0) && !isOpen(1));
  }

  private void openWhileTaken(String name) throws IOException, InterruptedException {
    try (ServerSocket taken = new ServerSocket()) {
      taken.bind(new InetSocketAddress(InetAddress.ofLiteral(Ports.LOOPBACK.getFirst()), port));
      soak.api()
          .send(
              "POST",
              "/api/v1/clusters",
              """
              {"name": "%s", "listen": {"port": %d}, "drainMillis": 500,
               "servers": [{"name": "a", "address": "%s"}]}
              """
                  .formatted(name, port, soak.serverAddress(0)));
      soak.ledger()
          .clusters()
          .put(
              name,
              new Ledger.ClusterEntry(
                  500, 0, Map.of("a", new Ledger.ServerEntry(soak.serverAddress(0), 1, "READY"))));
      await("The other balancer did not open the port", OPENED_AGAIN_SECONDS, () -> isOpen(1));
      TimeUnit.SECONDS.sleep(HELD_SECONDS);
    }
  }

  /** Removes the cluster. Whatever went wrong, the next one takes the port anew. */
  private void forget(String cluster) throws IOException, InterruptedException {
    if (soak.ledger().clusters().containsKey(cluster)) {
      soak.api().send("DELETE", "/api/v1/clusters/" + cluster + "?force=true", "");
      soak.ledger().clusters().remove(cluster);
    }
  }

  private boolean isOpen(int balancer) throws IOException, InterruptedException {
    String text = metrics.read(soak.installation().balancer(balancer));
    return Metrics.sum(text, "ringway_port_open", "port=\"" + port + "\"") > 0;
  }

  private void tunnel() throws IOException {
    try (HttpConnection connection = connect()) {
      HttpConnection.Response head =
          connection.head(
              """
              GET %s HTTP/1.1
              Host: soak
              Connection: Upgrade
              Upgrade: websocket
              Sec-WebSocket-Version: 13
              Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==

              """
                  .formatted(RecordingServers.TUNNEL_PATH)
                  .replace("\n", "\r\n"));
      if (head.status() != 101) {
        throw new IOException("No tunnel: " + head.status() + " " + head.headers());
      }
      connection.write(FRAME);
      byte[] echo = connection.bytes(ECHO_LENGTH);
      String said = new String(echo, 2, ECHO_LENGTH - 2, StandardCharsets.US_ASCII);
      if (!said.equals("hello")) {
        throw new IOException("The tunnel answered " + said + ".");
      }
      if (soak.random().nextBoolean()) {
        connection.reset();
      }
    }
  }

  /** Disconnects in the head or in the body, with a reset or a close. */
  private void leave() throws IOException {
    try (HttpConnection connection = connect()) {
      String text =
          soak.random().nextBoolean()
              ? "GET /orders/1 HTTP/1.1\r\nHost: so"
              : "POST /orders HTTP/1.1\r\nHost: soak\r\nContent-Length: 1000\r\n\r\n1";
      connection.write(text.getBytes(StandardCharsets.US_ASCII));
      if (soak.random().nextBoolean()) {
        connection.reset();
      }
    }
  }

  private HttpConnection connect() throws IOException {
    HttpConnection connection = new HttpConnection();
    connection.connect(Ports.LOOPBACK.get(anyBalancer()), soak.installation().mainPort());
    return connection;
  }

  private int anyBalancer() {
    return soak.random().nextInt(soak.installation().balancers());
  }

  /** A condition that becomes true after a while. */
  private interface Condition {
    boolean holds() throws IOException, InterruptedException;
  }

  private static void await(String otherwise, int seconds, Condition condition)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    while (!condition.holds()) {
      if (System.nanoTime() > end) {
        throw new IOException(otherwise + " within " + seconds + " s.");
      }
      Thread.sleep(LOOK_MILLIS);
    }
  }
}
