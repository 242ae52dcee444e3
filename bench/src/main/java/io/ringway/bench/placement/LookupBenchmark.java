package io.ringway.bench.placement;

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
 * The time to find the server of a random hash, and of a key. There are so many different ones that
 * repetition warms no cache line of a table.
 *
 * <p>After {@code ./mvnw -pl bench -am package -DskipTests}: {@code java -cp
 * 'bench/target/classes:bench/target/lib/*' org.openjdk.jmh.Main LookupBenchmark}
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 1, jvmArgsAppend = "-Xmx4g")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class LookupBenchmark {

  private static final int KEYS = 1 << 16;

  @Param public Contender placement = Contender.RING;

  /** Number of servers, all of weight 1. */
  @Param({"3", "10", "100", "1000", "10000"})
  public int servers;

  private final long[] hashes = new SplittableRandom(1).longs(KEYS).toArray();
  private final String[] keys = new String[KEYS];
  private Lookup lookup = Contender.RING.build(0);
  private int next;

  /** Builds the placement. */
  @Setup
  public void build() {
    for (int i = 0; i < KEYS; i++) {
      keys[i] = "/articles/" + Long.toHexString(hashes[i]);
    }
    lookup = placement.build(servers);
  }

  /** Returns the server of a hash. */
  @Benchmark
  public int hash() {
    return lookup.owner(hashes[next++ & (KEYS - 1)]);
  }

  /** Returns the server of a key of about 26 characters. */
  @Benchmark
  public int key() {
    return lookup.owner(keys[next++ & (KEYS - 1)]);
  }
}
