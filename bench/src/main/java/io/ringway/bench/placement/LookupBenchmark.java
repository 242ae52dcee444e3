package io.ringway.bench.placement;

import io.ringway.ring.Candidates;
import io.ringway.ring.Node;
import io.ringway.ring.Ring;
import io.ringway.ring.RingSpec;
import io.ringway.ring.Rings;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The time to find the owner of a hash, or the first candidate with a cursor; random hashes, so
 * that no line of the table is warm by repetition.
 *
 * <p>After {@code ./mvnw -pl bench -am package -DskipTests}: {@code java -cp
 * 'bench/target/classes:bench/target/lib/*' org.openjdk.jmh.Main Lookup}
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class LookupBenchmark {

  private static final int HASHES = 1 << 16;

  /** How many servers, all of weight 1. */
  @Param({"3", "10", "100", "1000", "10000"})
  public int servers;

  /** Points of a server. */
  @Param({"1024", "4096"})
  public int points;

  private final long[] hashes = new SplittableRandom(1).longs(HASHES).toArray();
  private final Candidates cursor = new Candidates();
  private Ring ring = Rings.build(RingSpec.DEFAULT, List.of());
  private int next;

  /** Builds the ring. */
  @Setup
  public void build() {
    ring =
        Rings.build(
            new RingSpec.Points(points),
            IntStream.range(0, servers).mapToObj(i -> new Node("server-" + i)).toList());
  }

  /** Hash to owner. */
  @Benchmark
  public int owner() {
    return ring.owner(hashes[next++ & (HASHES - 1)]);
  }

  /** Hash to the first candidate. */
  @Benchmark
  public int firstCandidate() {
    return ring.candidates(hashes[next++ & (HASHES - 1)], cursor).next();
  }
}
