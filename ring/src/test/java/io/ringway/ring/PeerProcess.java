package io.ringway.ring;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** Another load balancer, run on loopback and queried over HTTP. */
final class PeerProcess implements AutoCloseable {

  private static final int PIPELINED = 20;
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  private final Process process;
  private final Path log;

  private PeerProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /**
   * Returns the path of a program. Without it, the test is skipped, or fails where everything is
   * required.
   */
  static String program(String name) {
    Path found =
        Stream.of(System.getenv("PATH").split(":"), new String[] {"/usr/sbin", "/usr/local/sbin"})
            .flatMap(Stream::of)
            .map(folder -> Path.of(folder, name))
            .filter(Files::isExecutable)
            .findFirst()
            .orElse(Path.of(name));
    boolean there = Files.isExecutable(found) && "Linux".equals(System.getProperty("os.name"));
    String missing = name + " is not installed. On Debian: apt install nginx-light haproxy";
    if (Boolean.parseBoolean(System.getenv("RINGWAY_REQUIRE_ALL"))) {
      Assertions.assertTrue(there, missing);
    }
    Assumptions.assumeTrue(there, missing);
    return found.toString();
  }

  static List<Integer> freePorts(int count) throws IOException {
    List<ServerSocket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
      }
      return sockets.stream().map(ServerSocket::getLocalPort).toList();
    } finally {
      for (ServerSocket socket : sockets) {
        socket.close();
      }
    }
  }

  /** Starts the program and waits until it listens. */
  static PeerProcess start(Path folder, int port, String... command) throws IOException {
    Path log = folder.resolve("log");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    PeerProcess peer = new PeerProcess(process, log);
    long deadline = System.nanoTime() + TIMEOUT.toNanos();
    while (!listens(port)) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        peer.close();
        throw new IOException(command[0] + " does not listen: " + Files.readString(log));
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
   * Sends a request for each key in the header X-Key and returns the response bodies, which name
   * the servers.
   */
  List<String> send(int port, List<String> keys) throws IOException {
    return send(port, "127.0.0.1", keys);
  }

  /** Sends the same requests from another address of this machine. */
  List<String> send(int port, String from, List<String> keys) throws IOException {
    List<String> answers = new ArrayList<>();
    try (Socket socket = new Socket()) {
      socket.bind(new InetSocketAddress(InetAddress.ofLiteral(from), 0));
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      socket.setSoTimeout((int) TIMEOUT.toMillis());
      socket.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(socket.getInputStream());
      OutputStream out = socket.getOutputStream();
      for (int start = 0; start < keys.size(); start += PIPELINED) {
        List<String> batch = keys.subList(start, Math.min(keys.size(), start + PIPELINED));
        ByteArrayOutputStream requests = new ByteArrayOutputStream();
        for (String key : batch) {
          requests.writeBytes(
              ("GET / HTTP/1.1\r\nHost: peer\r\nX-Key: " + key + "\r\n\r\n")
                  .getBytes(StandardCharsets.UTF_8));
        }
        out.write(requests.toByteArray());
        for (int i = 0; i < batch.size(); i++) {
          answers.add(body(in));
        }
      }
    } catch (IOException e) {
      throw new IOException(e + " after " + answers.size() + ": " + Files.readString(log), e);
    }
    return answers;
  }

  private static String body(InputStream in) throws IOException {
    String status = line(in);
    int length = -1;
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      if (line.regionMatches(true, 0, "Content-Length:", 0, 15)) {
        length = Integer.parseInt(line.substring(15).strip());
      }
    }
    if (!status.startsWith("HTTP/1.1 200") || length < 0) {
      throw new IOException("The answer is: " + status);
    }
    return new String(in.readNBytes(length), StandardCharsets.US_ASCII);
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new IOException("The connection was closed.");
      }
      if (b != '\r') {
        line.append((char) b);
      }
    }
    return line.toString();
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

  /** Returns the first line of a program's version output. */
  static String version(String... command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return said.lines().findFirst().orElse("");
  }
}
