package io.ringway.bench.overload;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The processes that a measurement starts, each on its core. Closing it ends them, and no others.
 */
final class Processes implements AutoCloseable {

  private static final int TRIES = 150;
  private static final int PAUSE_MILLIS = 200;

  private final Path folder;
  private final Deque<Process> started = new ArrayDeque<>();

  Processes(Path folder) {
    this.folder = folder;
    Runtime.getRuntime().addShutdownHook(new Thread(this::close, "end"));
  }

  /** Starts a command on a core; its output goes to a file. */
  Process start(String name, int core, List<String> command) throws IOException {
    File log = log(name).toFile();
    return start(core, command, ProcessBuilder.Redirect.to(log), ProcessBuilder.Redirect.to(log));
  }

  /**
   * Starts a command on a core with a lower priority than everything else there; the caller reads
   * its output.
   */
  Process startBehind(String name, int core, List<String> command) throws IOException {
    List<String> nice = new ArrayList<>(List.of("nice", "-n", "19"));
    nice.addAll(command);
    return start(
        core, nice, ProcessBuilder.Redirect.PIPE, ProcessBuilder.Redirect.to(log(name).toFile()));
  }

  private synchronized Process start(
      int core, List<String> command, ProcessBuilder.Redirect out, ProcessBuilder.Redirect err)
      throws IOException {
    List<String> pinned = new ArrayList<>(List.of("taskset", "-c", Integer.toString(core)));
    pinned.addAll(command);
    ProcessBuilder builder = new ProcessBuilder(pinned).redirectOutput(out).redirectError(err);
    // Never used: there is no control plane, so the configuration on disk applies.
    builder.environment().put("RINGWAY_BALANCER_TOKEN", "bench");
    Process process = builder.start();
    started.push(process);
    return process;
  }

  private Path log(String name) {
    return folder.resolve(name + ".log");
  }

  /** Waits until a process responds with 200 on a port. */
  void await(String name, Process process, int port) throws InterruptedException, IOException {
    for (int i = 0; i < TRIES && process.isAlive(); i++) {
      if (responds(port)) {
        return;
      }
      Thread.sleep(PAUSE_MILLIS);
    }
    throw new OverloadException(
        name
            + " does not serve on port "
            + port
            + ". Is the port taken? Choose others with --port-base. It said:\n"
            + Files.readString(log(name)));
  }

  private static boolean responds(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(2_000);
      socket
          .getOutputStream()
          .write(
              "GET /100?key=0 HTTP/1.1\r\nHost: bench\r\nConnection: close\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      byte[] start = socket.getInputStream().readNBytes(13);
      return new String(start, StandardCharsets.US_ASCII).equals("HTTP/1.1 200 ");
    } catch (IOException notYet) {
      return false;
    }
  }

  /** Ends one process and waits for it. */
  static void end(Process process) {
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

  @Override
  public synchronized void close() {
    while (!started.isEmpty()) {
      end(started.pop());
    }
  }
}
