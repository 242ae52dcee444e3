package io.ringway.balancer.accesslog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ringway.balancer.telemetry.Exposition;
import io.ringway.balancer.telemetry.WholePage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessLogTests {

  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-01-02T03:04:05.067Z"));

  @TempDir Path folder;

  /** A sink that blocks until it is released. */
  private static final class SlowSink implements LogSink {
    final CountDownLatch let = new CountDownLatch(1);
    volatile boolean full;
    final AtomicLong lines = new AtomicLong();

    @Override
    public void write(byte[] bytes, int length) throws IOException {
      try {
        let.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
      if (full) {
        throw new IOException("No space left on device");
      }
      lines.addAndGet(new String(bytes, 0, length, UTF_8).lines().count());
    }

    @Override
    public void reopenIfNeeded(boolean wanted) {}

    @Override
    public void close() {}
  }

  private static double metric(AccessLog log, String name) {
    return Exposition.of(WholePage.of(List.of(log::measure)))
        .value("ringway_access_log_" + name + "_total{}");
  }

  private static void line(LoopLog loop, int status) {
    loop.accessEntry.client = LineWriter.ascii("192.0.2.7");
    loop.accessEntry.status = status;
    loop.accessEntry.reason = "bad-start-line";
    loop.write(0);
  }

  @Test
  void aSlowSinkCostsLinesWhichAreCountedAndNeverTime() {
    SlowSink sink = new SlowSink();
    AccessLog log = new AccessLog(sink, LogFormat.JSON, CLOCK);
    LoopLog loop = log.forLoop();
    int written = 20_000;
    for (int i = 0; i < written; i++) {
      line(loop, 400);
    }
    double dropped = metric(log, "dropped");
    assertThat(dropped).isBetween(10_000.0, written - 1.0);
    sink.let.countDown();
    loop.handOver();
    await().until(() -> metric(log, "lines") == written - dropped);
    line(loop, 400);
    loop.handOver();
    await().until(() -> metric(log, "lines") == written - dropped + 1);
    assertThat(metric(log, "dropped")).isEqualTo(dropped);
    log.close();
    assertThat(sink.lines).hasValue((long) (written - dropped + 1));
  }

  @Test
  void aBrokenSinkCostsLinesUntilItIsWhole() {
    SlowSink sink = new SlowSink();
    sink.let.countDown();
    sink.full = true;
    try (AccessLog log = new AccessLog(sink, LogFormat.JSON, CLOCK)) {
      LoopLog loop = log.forLoop();
      line(loop, 400);
      loop.handOver();
      await().until(() -> metric(log, "dropped") == 1);
      sink.full = false;
      line(loop, 400);
      loop.handOver();
      await().until(() -> metric(log, "lines") == 1);
    }
  }

  @Test
  void theLinesOfAllLoopsArriveWholeAndInTheOrderOfEach() throws Exception {
    Path file = folder.resolve("logs/access.log");
    AccessLog log = new AccessLog(LogSink.file(file), LogFormat.JSON, CLOCK);
    List<Thread> loops =
        List.of(log.forLoop(), log.forLoop()).stream()
            .map(loop ->
                Thread.ofPlatform()
                    .start(() -> {
                      for (int i = 0; i < 50_000; i++) {
                        line(loop, i);
                      }
                      loop.handOver();
                    }))
            .toList();
    for (Thread loop : loops) {
      loop.join();
    }
    await().until(() -> metric(log, "lines") + metric(log, "dropped") == 100_000);
    log.close();
    List<String> lines = Files.readAllLines(file);
    assertThat((double) lines.size()).isEqualTo(metric(log, "lines"));
    assertThat(lines)
        .allMatch(line ->
            line.matches(
                "\\{\"time\":\"2026-01-02T03:04:05.067Z\",\"client\":\"192.0.2.7\",\"status\":\\d+,"
                    + "\"bytes\":0,\"micros\":0,\"cluster\":\"\",\"server\":\"\",\"attempts\":0,"
                    + "\"requestId\":\"\",\"reason\":\"bad-start-line\"}"));
  }

  @Test
  void aFileThatWasRenamedIsOpenedAnewAtItsPath() throws Exception {
    Path file = folder.resolve("access.log");
    Path old = folder.resolve("access.log.1");
    try (AccessLog log = new AccessLog(LogSink.file(file), LogFormat.COMBINED, CLOCK)) {
      LoopLog loop = log.forLoop();
      line(loop, 400);
      loop.handOver();
      await().until(() -> metric(log, "lines") == 1);
      Files.move(file, old);
      log.reopen();
      await().until(() -> Files.exists(file));
      line(loop, 431);
      loop.handOver();
      await().until(() -> metric(log, "lines") == 2);
      assertThat(old)
          .hasContent("192.0.2.7 - - [02/Jan/2026:03:04:05 +0000] \"-\" 400 0 \"-\" \"-\"");
      assertThat(file).content().contains("\"-\" 431 0 ");
      // Without a request to reopen this time.
      Files.move(file, folder.resolve("access.log.2"));
      await().until(() -> Files.exists(file));
    }
  }
}
