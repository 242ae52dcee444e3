package io.ringway.bench.placement;

import io.ringway.ring.Node;
import io.ringway.ring.Ring;
import io.ringway.ring.RingSpec;
import io.ringway.ring.Rings;
import java.util.List;
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
 * The time to build a ring from nothing, digest included.
 *
 * <p>After {@code ./mvnw -pl bench -am package -DskipTests}: {@code java -cp
 * 'bench/target/classes:bench/target/lib/*' org.openjdk.jmh.Main Build}
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgsAppend = "-Xmx4g")
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
public class BuildBenchmark {

  /** How many servers, all of weight 1. */
  @Param({"3", "10", "100", "1000", "10000"})
  public int servers;

  /** Points of a server. */
  @Param({"1024", "4096"})
  public int points;

  private List<Node> nodes = List.of();

  /** Names the servers. */
  @Setup
  public void name() {
    nodes = IntStream.range(0, servers).mapToObj(i -> new Node("server-" + i)).toList();
  }

  /** List of nodes to ring. */
  @Benchmark
  public Ring build() {
    return Rings.build(new RingSpec.Points(points), nodes);
  }
}
