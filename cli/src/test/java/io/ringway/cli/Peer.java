package io.ringway.cli;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** A real nginx or HAProxy, run on loopback and queried over HTTP. */
final class Peer implements AutoCloseable {

  private static final int PIPELINED = 20;
  private static final Duration SOON = Duration.ofSeconds(30);

  private final Process process;
  private final Path log;

  private Peer(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /**
   * Returns the path of a program. Without it, the test is skipped, or fails where everything is
   * required.
   */
  static String program(String name) {
    return Stream.of(
            System.getenv("PATH").split(":"), new String[] {"/usr/sbin", "/usr/local/sbin"})
        .flatMap(Stream::of)
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseGet(() -> {
          needs(false, name + " is not installed. On Debian: apt install nginx-light haproxy");
          return Path.of(name);
        })
        .toString();
  }

  /** Skips the test if a requirement is missing, or fails it where everything is required. */
  static void needs(boolean there, String otherwise) {
    boolean all = there && "Linux".equals(System.getProperty("os.name"));
    if (Boolean.parseBoolean(System.getenv("RINGWAY_REQUIRE_ALL"))) {
      Assertions.assertTrue(all, otherwise);
    }
    Assumptions.assumeTrue(all, otherwise);
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /**
   * The real program's verdict on a configuration.
   *
   * @param accepted whether it accepts the file
   * @param output its output
   */
  record Verdict(boolean accepted, String output) {}

  static Verdict check(Map<String, String> environment, String... command) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    return new Verdict(process.waitFor() == 0, said);
  }

  /** Starts the program and waits until it listens. */
  static Peer start(Path folder, int port, Map<String, String> environment, String... command)
      throws IOException {
    Path log = folder.resolve("peer.log");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().putAll(environment);
    Peer peer = new Peer(builder.start(), log);
    long deadline = System.nanoTime() + SOON.toNanos();
    while (!listens(port)) {
      if (!peer.process.isAlive() || System.nanoTime() > deadline) {
        peer.close();
        throw new IOException(
            command[0] + " does not listen: " + Files.readString(log, StandardCharsets.ISO_8859_1));
      }
      LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
    }
    return peer;
  }

  private static boolean listens(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Sends requests over one connection from an address of this machine and returns the response
   * bodies.
   */
  List<String> send(int port, String from, List<String> requests) throws IOException {
    List<String> bodies = new ArrayList<>();
    try (Socket socket = new Socket()) {
      socket.bind(new InetSocketAddress(InetAddress.ofLiteral(from), 0));
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      socket.setSoTimeout((int) SOON.toMillis());
      socket.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(socket.getInputStream());
      for (int start = 0; start < requests.size(); start += PIPELINED) {
        List<String> batch = requests.subList(start, Math.min(requests.size(), start + PIPELINED));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        batch.forEach(each -> bytes.writeBytes(each.getBytes(StandardCharsets.UTF_8)));
        socket.getOutputStream().write(bytes.toByteArray());
        for (int i = 0; i < batch.size(); i++) {
          bodies.add(body(in));
        }
      }
    } catch (IOException e) {
      throw new IOException(e + " after " + bodies.size() + ": " + Files.readString(log), e);
    }
    return bodies;
  }

  private static String body(InputStream in) throws IOException {
    String status = IdentityServers.line(in);
    int length = -1;
    for (String line = IdentityServers.line(in); !line.isEmpty(); line = IdentityServers.line(in)) {
      if (line.regionMatches(true, 0, "Content-Length:", 0, 15)) {
        length = Integer.parseInt(line.substring(15).strip());
      }
    }
    if (!status.startsWith("HTTP/1.1 200") || length < 0) {
      throw new IOException("The response is: " + status);
    }
    return new String(in.readNBytes(length), StandardCharsets.US_ASCII);
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
