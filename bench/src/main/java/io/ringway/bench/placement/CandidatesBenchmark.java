package io.ringway.bench.placement;

import io.ringway.ring.Candidates;
import io.ringway.ring.Ring;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
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
 * The time to find the first candidates of a random hash with a cursor, as the balancer does: one
 * when the owner is healthy, two when it failed, all when every server did.
 *
 * <p>After {@code ./mvnw -pl bench -am package -DskipTests}: {@code java -cp
 * 'bench/target/classes:bench/target/lib/*' org.openjdk.jmh.Main CandidatesBenchmark}
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 1, jvmArgsAppend = "-Xmx4g")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class CandidatesBenchmark {

  private static final int HASHES = 1 << 16;

  @Param({"RING", "MAGLEV", "RENDEZVOUS"})
  public Contender placement = Contender.RING;

  /** Number of servers, all of weight 1. */
  @Param({"10", "1000"})
  public int servers;

  private final long[] hashes = new SplittableRandom(1).longs(HASHES).toArray();
  private final Candidates cursor = new Candidates();
  private Ring ring = Contender.RING.ring(List.of());
  private int next;

  /** Builds the placement. */
  @Setup
  public void build() {
    ring = placement.ring(Contender.nodes(servers));
  }

  /** Returns the owner. */
  @Benchmark
  public int one() {
    return start().next();
  }

  /** Returns the second candidate, after the owner. */
  @Benchmark
  public int two() {
    Candidates candidates = start();
    return candidates.next() + candidates.next();
  }

  /** Returns the last candidate, after all others. */
  @Benchmark
  public int all() {
    Candidates candidates = start();
    int sum = 0;
    for (int i = 0; i < servers; i++) {
      sum += candidates.next();
    }
    return sum;
  }

  private Candidates start() {
    return ring.candidates(hashes[next++ & (HASHES - 1)], cursor);
  }
}
