package io.ringway.bench.placement;

import io.ringway.ring.Node;
import io.ringway.ring.Ring;
import io.ringway.ring.Rings;
import java.util.ArrayList;
import java.util.List;
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
 * The time to build the next ring from the previous one, digest included, when one server of many
 * is added or removed.
 *
 * <p>After {@code ./mvnw -pl bench -am package -DskipTests}: {@code java -cp
 * 'bench/target/classes:bench/target/lib/*' org.openjdk.jmh.Main ChangeBenchmark}
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgsAppend = "-Xmx4g")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ChangeBenchmark {

  @Param({"RING", "RING_1024", "MAGLEV", "RENDEZVOUS"})
  public Contender placement = Contender.RING;

  /** Number of servers without the one that is added and removed. */
  @Param({"10", "100", "1000"})
  public int servers;

  private List<Node> few = List.of();
  private List<Node> many = List.of();
  private Ring without = Contender.RING.ring(few);
  private Ring with = without;

  /** Builds both rings. The server that is added and removed is in the middle of the list. */
  @Setup
  public void build() {
    few = Contender.nodes(servers);
    many = new ArrayList<>(few);
    many.add(new Node("server-5-new"));
    without = placement.ring(few);
    with = placement.ring(many);
  }

  /** Builds a ring with one server more. */
  @Benchmark
  public Ring add() {
    return Rings.build(without.spec(), many, without);
  }

  /** Builds a ring with one server less. */
  @Benchmark
  public Ring remove() {
    return Rings.build(with.spec(), few, with);
  }
}
