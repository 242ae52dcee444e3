package io.ringway.bench.soak;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** One part of the system under test, as a process that is started, stopped and killed. */
final class SystemPart {

  private static final Duration STOP = Duration.ofSeconds(30);

  private final String name;
  private final List<String> command;
  private final Path log;
  private volatile @Nullable Process process;
  private final AtomicInteger instance = new AtomicInteger();
  private volatile boolean up;

  SystemPart(String name, List<String> command, Path log) {
    this.name = name;
    this.command = List.copyOf(command);
    this.log = log;
  }

  String name() {
    return name;
  }

  Path log() {
    return log;
  }

  /** Returns the number of starts; 0 before the first. */
  int instance() {
    return instance.get();
  }

  void start() throws IOException {
    ProcessBuilder.Redirect output = ProcessBuilder.Redirect.appendTo(log.toFile());
    process =
        new ProcessBuilder(command)
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(output)
            .redirectErrorStream(true)
            .start();
    instance.incrementAndGet();
  }

  /** Records that the part has responded since its start. */
  void responded() {
    up = true;
  }

  /** Returns whether it has responded since its start and is not about to be ended. */
  boolean isUp() {
    return up;
  }

  boolean runs() {
    Process now = process;
    return now != null && now.isAlive();
  }

  long pid() {
    Process now = process;
    if (now == null) {
      throw new IllegalStateException(name + " was never started.");
    }
    return now.pid();
  }

  /** Sends SIGTERM and waits; returns the exit status, or -1 when it had to be killed. */
  int stop() throws InterruptedException {
    Process now = process;
    if (now == null) {
      return 0;
    }
    up = false;
    now.destroy();
    if (now.waitFor(STOP.toMillis(), TimeUnit.MILLISECONDS)) {
      return now.exitValue();
    }
    kill();
    return -1;
  }

  /** Sends SIGKILL and waits. */
  void kill() throws InterruptedException {
    Process now = process;
    up = false;
    if (now != null) {
      now.destroyForcibly();
      now.waitFor();
    }
  }

  /** Sends the signal of that name to the process. */
  void signal(String name) throws IOException, InterruptedException {
    Process sent = new ProcessBuilder("kill", "-" + name, Long.toString(pid())).inheritIO().start();
    if (sent.waitFor() != 0) {
      throw new SoakException("SIG" + name + " could not be sent to the " + this.name + ".");
    }
  }
}
