package io.ringway.bench.soak;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** The procedure that restores the baseline, waits for rest and takes the figures. */
final class Checkpoints {

  /** Longer than balancers keep idle connections to servers, and than servers drain. */
  private static final int REST_SECONDS = 7;

  /**
   * Garbage collections at a checkpoint, of which the smallest heap counts: requests meanwhile are
   * garbage already.
   */
  private static final int COLLECTIONS = 3;

  private static final double MIB = 1 << 20;

  private final SoakContext soak;
  private final Baseline baseline;
  private final TrafficClients traffic;
  private final LedgerCheck check;
  private final ErrorCounts errors;
  private final long begin = System.nanoTime();
  private final List<Checkpoint> taken = new ArrayList<>();

  Checkpoints(
      SoakContext soak,
      Baseline baseline,
      TrafficClients traffic,
      LedgerCheck check,
      ErrorCounts errors) {
    this.soak = soak;
    this.baseline = baseline;
    this.traffic = traffic;
    this.check = check;
    this.errors = errors;
  }

  /** Returns all checkpoints, in order. */
  List<Checkpoint> taken() {
    return List.copyOf(taken);
  }

  /** Takes a checkpoint; the script waits meanwhile. */
  Checkpoint take() throws IOException, InterruptedException {
    baseline.restore();
    check.check("at a checkpoint");
    traffic.pause();
    try {
      TimeUnit.SECONDS.sleep(REST_SECONDS);
      Map<String, Checkpoint.Figures> parts = new HashMap<>();
      for (SystemPart systemPart : soak.installation().parts()) {
        parts.put(systemPart.name(), figures(systemPart));
      }
      Checkpoint checkpoint =
          new Checkpoint(
              Duration.ofNanos(System.nanoTime() - begin),
              parts,
              size(soak.installation().data().resolve("control-plane.mv.db")),
              size(soak.installation().folder()) - size(soak.installation().logs()),
              size(soak.installation().logs()),
              soak.api().get("/api/v1/revisions?size=1").at("/items/0/number").asLong());
      taken.add(checkpoint);
      return checkpoint;
    } finally {
      traffic.resume();
    }
  }

  private static void collectGarbage(SystemPart systemPart)
      throws IOException, InterruptedException {
    Process jcmd =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                "-J-Xmx32m",
                "-J-XX:+UseSerialGC",
                "-J-XX:TieredStopAtLevel=1",
                Long.toString(systemPart.pid()),
                "GC.run")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (jcmd.waitFor() != 0) {
      throw new SoakException("jcmd could not reach the " + systemPart.name() + ".");
    }
  }

  private Checkpoint.Figures figures(SystemPart systemPart)
      throws IOException, InterruptedException {
    double heap = heap(systemPart);
    Sample sample = Sample.of(systemPart);
    return new Checkpoint.Figures(
        systemPart.instance(), sample.resident(), heap, sample.descriptors(), sample.threads());
  }

  private double heap(SystemPart systemPart) throws IOException, InterruptedException {
    if (systemPart == soak.installation().site()) {
      return Double.NaN;
    }
    double least = Double.MAX_VALUE;
    for (int i = 0; i < COLLECTIONS; i++) {
      collectGarbage(systemPart);
      least = Math.min(least, used(systemPart));
    }
    return least;
  }

  private double used(SystemPart systemPart) throws IOException, InterruptedException {
    String metrics = errors.read(systemPart);
    return (systemPart == soak.installation().control()
            ? Metrics.sum(metrics, "jvm_memory_used_bytes", "area=\"heap\"")
            : Metrics.sum(metrics, "jvm_heap_used_bytes"))
        / MIB;
  }

  /** Returns the size of a file, or of all files of a folder, in MiB. */
  private static double size(Path path) throws IOException {
    LongAdder bytes = new LongAdder();
    Files.walkFileTree(
        path,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            bytes.add(attributes.size());
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException cause) throws IOException {
            if (cause instanceof NoSuchFileException) { // replaced at this moment
              return FileVisitResult.CONTINUE;
            }
            throw cause;
          }
        });
    return bytes.sum() / MIB;
  }
}
