package io.ringway.bench.proxy;

import io.ringway.balancer.telemetry.LoopTelemetry;
import io.ringway.balancer.telemetry.Telemetry;
import io.ringway.ring.Rings;
import io.ringway.routing.key.Span;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
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
 * The cost of counting hot keys for a request: finding the cluster's counters and updating the
 * sketch. Compare with {@code pointing}, which does all but the counting.
 *
 * <p>After {@code ./mvnw -pl bench -am package -DskipTests}: {@code java -cp
 * 'bench/target/classes:bench/target/lib/*' org.openjdk.jmh.Main HotKey -prof gc}
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class HotKeyBenchmark {

  private static final int REQUESTS = 1 << 16;
  private static final int KEYS = 100_000;

  /**
   * The exponent s of the key distribution: the n-th key occurs in proportion to 1/n^s. With 0 all
   * keys are equally rare, and nearly every request takes over a counter.
   */
  @Param({"0", "0.8", "1", "1.3"})
  public double exponent;

  /** True if the cluster shows keys, so that a key that gets a counter is copied. */
  @Param({"false", "true"})
  public boolean shown;

  private final byte[][] keys = new byte[REQUESTS][];
  private final long[] fingerprints = new long[REQUESTS];
  private final Span key = new Span();
  private final LoopTelemetry loop = new Telemetry().forLoop();
  private int next;

  /** Draws the keys. */
  @Setup
  public void draw() {
    double[] cumulated = new double[KEYS];
    double sum = 0;
    for (int i = 0; i < KEYS; i++) {
      sum += Math.pow(i + 1, -exponent);
      cumulated[i] = sum;
    }
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < REQUESTS; i++) {
      int found = Arrays.binarySearch(cumulated, random.nextDouble() * sum);
      keys[i] = ("user-" + Math.abs(found + 1)).getBytes(StandardCharsets.UTF_8);
      fingerprints[i] = Rings.FINGERPRINT.hash(keys[i], 0, keys[i].length);
    }
  }

  /** Points at the next key. */
  @Benchmark
  public long pointing() {
    int i = next++ & (REQUESTS - 1);
    key.set(keys[i], 0, keys[i].length);
    return fingerprints[i];
  }

  /** Points at the next key and counts it. */
  @Benchmark
  public long counting() {
    int i = next++ & (REQUESTS - 1);
    key.set(keys[i], 0, keys[i].length);
    loop.keyed("cluster", shown, fingerprints[i], key);
    return fingerprints[i];
  }
}
