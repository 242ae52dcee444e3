package io.ringway.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ringway.ring.analysis.Distribution;
import io.ringway.ring.analysis.Flow;
import io.ringway.ring.analysis.Movement;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every placement promises. A placement's own test extends this. */
abstract class PlacementContract {

  /** The placement under test, with its default knobs. */
  abstract RingSpec spec();

  /** What it promises. */
  abstract Promise promise();

  final Ring build(List<Node> nodes) {
    return Rings.build(spec(), nodes);
  }

  static List<Node> equal(String prefix, int count) {
    return IntStream.range(0, count).mapToObj(i -> new Node(prefix + i)).toList();
  }

  static List<Node> ramped(String prefix, int count) {
    return IntStream.range(0, count).mapToObj(i -> new Node(prefix + i, i + 1)).toList();
  }

  @Test
  void tenEqualServersGetEqualShares() {
    for (int set = 0; set < 50; set++) {
      assertThat(Distribution.of(build(equal("set" + set + "-", 10))).maxOverFair())
          .as("set %d", set)
          .isBetween(1.0, promise().ten());
    }
  }

  @Test
  void fiftyEqualServersGetEqualShares() {
    for (int set = 0; set < 20; set++) {
      assertThat(Distribution.of(build(equal("set" + set + "-", 50))).maxOverFair())
          .as("set %d", set)
          .isBetween(1.0, promise().fifty());
    }
  }

  @Test
  void sharesFollowWeights() {
    for (int set = 0; set < 20; set++) {
      Distribution distribution = Distribution.of(build(ramped("set" + set + "-", 10)));
      double off = promise().weighted();
      assertThat(distribution.maxOverFair()).as("set %d", set).isLessThanOrEqualTo(1 + off);
      assertThat(distribution.minOverFair()).as("set %d", set).isGreaterThanOrEqualTo(1 - off);
    }
  }

  @Test
  void sharesAddUpToAllKeys() {
    Distribution distribution = Distribution.of(build(ramped("s", 7)));
    assertThat(IntStream.range(0, 7).mapToDouble(distribution::share).sum())
        .isCloseTo(1, within(1e-12));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void noChangeMovesMoreThanPromised(long seed) {
    Random random = new Random(seed);
    List<Node> nodes = new ArrayList<>(equal("first-", 5));
    Ring before = build(nodes);
    for (int step = 0; step < 25; step++) {
      switch (random.nextInt(6)) {
        case 0 -> nodes.add(new Node("added-" + step, 0.25 + random.nextDouble() * 4));
        case 1 -> {
          if (nodes.size() > 2) {
            nodes.remove(random.nextInt(nodes.size()));
          }
        }
        case 2 -> {
          int i = random.nextInt(nodes.size());
          Node node = nodes.get(i);
          nodes.set(i, new Node(node.id(), 0.25 + random.nextDouble() * 4, node.hashKey()));
        }
        case 3 -> {
          // Another address is nothing that a ring sees, and with a hash key another id neither.
          int i = random.nextInt(nodes.size());
          Node node = nodes.get(i);
          nodes.set(i, new Node(node.id(), node.weight(), node.hashKey()));
        }
        case 4 -> {
          int i = random.nextInt(nodes.size());
          Node node = nodes.get(i);
          nodes.set(i, new Node("renamed-" + step, node.weight(), node.hashKey()));
        }
        default -> Collections.shuffle(nodes, random);
      }
      Ring after = build(nodes);
      Movement movement = Movement.between(before, after);
      assertThat(movement.excess()).as("step %d", step).isBetween(0.0, promise().excess());
      if (before.nodes().equals(after.nodes())) {
        assertThat(after.digest()).isEqualTo(before.digest());
      }
      if (before.digest() == after.digest()) {
        assertThat(movement.moved()).isZero();
      }
      before = after;
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void aRingFromTheOneBeforeIsTheSameAsAFreshOne(long seed) {
    Random random = new Random(seed);
    List<Node> nodes = new ArrayList<>(equal("first-", random.nextInt(1, 12)));
    Ring ring = build(nodes);
    for (int step = 0; step < 30; step++) {
      for (int change = random.nextInt(1, 3); change > 0; change--) {
        int i = nodes.isEmpty() ? -1 : random.nextInt(nodes.size());
        if (i < 0 || random.nextInt(3) == 0) {
          nodes.add(new Node(random.nextInt(1_000) + "-" + nodes.size() + "-" + step));
        } else if (random.nextBoolean()) {
          Node node = nodes.get(i);
          nodes.set(i, new Node(node.id(), 0.25 + random.nextDouble() * 2, node.hashKey()));
        } else {
          nodes.remove(i);
        }
      }
      ring = Rings.build(spec(), nodes, ring);
      Ring fresh = build(nodes);
      assertThat(ring.digest()).as("step %d", step).isEqualTo(fresh.digest());
      assertThat(ring.nodes()).isEqualTo(fresh.nodes());
      Candidates these = new Candidates();
      Candidates those = new Candidates();
      for (int round = 0; round < 200; round++) {
        long hash = edge(round, random);
        assertThat(ring.owner(hash)).isEqualTo(fresh.owner(hash));
        ring.candidates(hash, these);
        fresh.candidates(hash, those);
        for (int given = 0; given <= nodes.size(); given++) {
          assertThat(these.next()).isEqualTo(those.next());
        }
      }
    }
  }

  @Test
  void anUnchangedRingIsTakenOver() {
    Ring ring = build(ramped("s", 5));
    List<Node> nodes = new ArrayList<>(ramped("s", 5));
    Collections.reverse(nodes);
    assertThat(Rings.build(spec(), nodes, ring)).isSameAs(ring);
    Ring other = Rings.build(new RingSpec.Points(7), nodes);
    assertThat(Rings.build(spec(), nodes, other).digest()).isEqualTo(ring.digest());
  }

  @Test
  void aFailedServersKeysAloneMoveAndSpreadByWeight() {
    List<Node> nodes = ramped("s", 10);
    Ring ring = build(nodes);
    for (Node dead : List.of(nodes.get(4), nodes.get(9))) {
      Movement movement = Movement.between(ring, _ -> true, ring, n -> !n.equals(dead));
      double lost = Distribution.of(ring).shareOf(dead.id());
      double others = 55 - dead.weight();
      assertThat(movement.excess()).isZero();
      assertThat(movement.moved()).isEqualTo(lost);
      assertThat(movement.flows()).extracting(Flow::from).containsOnly(dead.id());
      for (Node other : nodes) {
        double got =
            movement.flows().stream()
                .filter(flow -> flow.to().equals(other.id()))
                .mapToDouble(Flow::share)
                .sum();
        double fair = other.equals(dead) ? 0 : lost * other.weight() / others;
        assertThat(got)
            .as(other.id())
            .isBetween(fair * (1 - promise().spread()), fair * (1 + promise().spread()));
      }
    }
  }

  @Test
  void recoveryReturnsTheSameKeys() {
    Ring ring = build(equal("s", 10));
    Movement failure = Movement.between(ring, _ -> true, ring, n -> !n.id().equals("s3"));
    Movement recovery = Movement.between(ring, n -> !n.id().equals("s3"), ring, _ -> true);
    assertThat(recovery.moved()).isEqualTo(failure.moved());
    assertThat(recovery.flows())
        .containsExactlyInAnyOrderElementsOf(
            failure.flows().stream().map(f -> new Flow(f.to(), f.from(), f.share())).toList());
    // A dead server that is removed for good sends its keys to the same places, unless the
    // placement moves more than it must.
    Ring without = build(equal("s", 10).stream().filter(n -> !n.id().equals("s3")).toList());
    Movement removal = Movement.between(ring, n -> !n.id().equals("s3"), without, _ -> true);
    if (promise().excess() == 0) {
      assertThat(removal.moved()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 17, 200})
  void candidatesAreDistinctCompleteAndStartWithTheOwner(int count) {
    Ring ring = build(equal("s", count));
    Candidates cursor = new Candidates();
    Random random = new Random(7);
    for (int round = 0; round < 50; round++) {
      long hash = edge(round, random);
      ring.candidates(hash, cursor);
      BitSet seen = new BitSet();
      for (int i = 0; i < count; i++) {
        int node = cursor.next();
        assertThat(node).isBetween(0, count - 1);
        assertThat(seen.get(node)).isFalse();
        if (i == 0) {
          assertThat(node).isEqualTo(ring.owner(hash));
        }
        seen.set(node);
      }
      assertThat(cursor.next()).isEqualTo(Ring.NONE);
      assertThat(cursor.next()).isEqualTo(Ring.NONE);
    }
  }

  private static long edge(int round, Random random) {
    return switch (round) {
      case 0 -> 0L;
      case 1 -> -1L;
      case 2 -> Long.MAX_VALUE;
      case 3 -> Long.MIN_VALUE;
      default -> random.nextLong();
    };
  }

  @Test
  void oneCursorServesRingsOfDifferentSizes() {
    Candidates cursor = new Candidates();
    assertThat(cursor.next()).isEqualTo(Ring.NONE);
    for (int size : new int[] {3, 1, 0, 12, 3}) {
      Ring ring = build(equal("s", size));
      ring.candidates(42, cursor);
      int given = 0;
      while (cursor.next() != Ring.NONE) {
        given++;
      }
      assertThat(given).isEqualTo(size);
    }
  }

  @Test
  void coverageAgreesWithTheCandidatesOfEachHash() {
    Ring ring = build(ramped("s", 12));
    Candidates cursor = new Candidates();
    for (int dead : new int[] {0, 1, 6, 11, 12}) {
      List<Boolean> takes = IntStream.range(0, 12).mapToObj(i -> i % 7 + 5 < dead).toList();
      Coverage coverage = ring.coverage(n -> takes.get(Integer.parseInt(n.id().substring(1))));
      List<Long> hashes = new ArrayList<>();
      new Random(dead).longs(2_000).forEach(hashes::add);
      for (int run = 0; run < coverage.size(); run += 97) {
        hashes.add(coverage.start(run));
        hashes.add(coverage.last(run));
      }
      for (long hash : hashes) {
        ring.candidates(hash, cursor);
        int node = cursor.next();
        while (node != Ring.NONE
            && !takes.get(Integer.parseInt(ring.nodes().get(node).id().substring(1)))) {
          node = cursor.next();
        }
        assertThat(coverage.node(coverage.run(hash))).isEqualTo(node);
      }
    }
  }

  private static Participation ramp(Ring ring, double part) {
    return Participation.partly(ring.nodes(), n -> n.id().equals("s3") ? part : 1.0);
  }

  @Test
  void aJoiningServerGetsItsKeysOnceAndForGood() {
    Ring ring = build(equal("s", 8));
    Movement whole = Movement.between(ring, ramp(ring, 0), ring, ramp(ring, 1));
    double moved = 0;
    double before = 0;
    for (int step = 1; step <= 16; step++) {
      Movement part =
          Movement.between(ring, ramp(ring, (step - 1) / 16.0), ring, ramp(ring, step / 16.0));
      assertThat(part.flows()).as("step %d", step).allMatch(flow -> flow.to().equals("s3"));
      double share = Distribution.of(ring, ramp(ring, step / 16.0)).shareOf("s3");
      assertThat(share).as("step %d", step).isGreaterThanOrEqualTo(before);
      before = share;
      moved += part.moved();
    }
    assertThat(moved).isCloseTo(whole.moved(), within(1e-12));
    double half = Distribution.of(ring, ramp(ring, 0.5)).shareOf("s3");
    assertThat(half)
        .isCloseTo(Distribution.of(ring).shareOf("s3") / 2, within(promise().joining()));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.001, 0.3, 0.9, 1})
  void coverageAgreesWithTheCandidatesWhileAServerJoins(double part) {
    Ring ring = build(ramped("s", 6));
    Participation parts = ramp(ring, part);
    Coverage coverage = ring.coverage(parts);
    Candidates cursor = new Candidates();
    List<Long> hashes = new ArrayList<>();
    new Random(5).longs(2_000).forEach(hashes::add);
    for (int run = 0; run < coverage.size(); run += 97) {
      hashes.add(coverage.start(run));
      hashes.add(coverage.last(run));
    }
    for (long hash : hashes) {
      ring.candidates(hash, cursor, parts);
      int first = cursor.next();
      assertThat(coverage.node(coverage.run(hash))).isEqualTo(first);
      int given = 1;
      while (cursor.next() != Ring.NONE) {
        given++;
      }
      assertThat(given).as("nobody is lost").isEqualTo(6);
    }
  }

  @Test
  void theOrderOfTheListDoesNotMatter() {
    List<Node> nodes = new ArrayList<>(ramped("s", 20));
    Ring ring = build(nodes);
    Collections.shuffle(nodes, new Random(3));
    assertThat(build(nodes).digest()).isEqualTo(ring.digest());
    assertThat(build(nodes).nodes()).isEqualTo(ring.nodes());
    assertThat(build(nodes.subList(0, 19)).digest()).isNotEqualTo(ring.digest());
  }

  @Test
  void theMemoryOfTheTablesIsPartOfWhatBuildingAllocates() {
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    List<Node> nodes = ramped("s", 20);
    long before = threads.getCurrentThreadAllocatedBytes();
    Ring ring = build(nodes);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertThat(ring.tableBytes()).isPositive().isLessThan(allocated);
  }

  @Test
  void anotherProcessBuildsTheSameTable() throws Exception {
    for (List<String> flags :
        List.of(List.of("-Xint"), List.of("-XX:TieredStopAtLevel=1", "-Dfile.encoding=US-ASCII"))) {
      assertThat(DigestProcess.run(this, flags))
          .isEqualTo(Long.toHexString(build(DigestProcess.nodes()).digest()));
    }
  }

  @Test
  void lookingUpAllocatesNothing() {
    Ring ring = build(ramped("s", 10));
    Candidates cursor = new Candidates();
    byte[] key = "user-42".getBytes(java.nio.charset.StandardCharsets.UTF_8);
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    lookUp(ring, cursor, key, 20_000);
    long before = threads.getCurrentThreadAllocatedBytes();
    lookUp(ring, cursor, key, 20_000);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    // The probe itself may allocate a little; one object for each lookup would be 320,000 bytes.
    assertThat(allocated).isLessThan(4_096);
  }

  @SuppressWarnings("UnusedVariable")
  private static volatile int sink;

  private static void lookUp(Ring ring, Candidates cursor, byte[] key, int times) {
    int sum = 0;
    for (int i = 0; i < times; i++) {
      key[key.length - 1] = (byte) i;
      long hash = ring.keyHash().hash(key, 0, key.length);
      sum += ring.owner(hash);
      ring.candidates(hash, cursor);
      sum += cursor.next() + cursor.next() + cursor.next();
    }
    sink = sum;
  }

  @Test
  void aRingWithoutNodesOwnsNothing() {
    Ring ring = build(List.of());
    assertThat(ring.owner(5)).isEqualTo(Ring.NONE);
    assertThat(ring.candidates(5, new Candidates()).next()).isEqualTo(Ring.NONE);
    assertThat(ring.coverage(_ -> true).node(0)).isEqualTo(Ring.NONE);
    assertThat(Distribution.of(ring).maxOverFair()).isZero();
    assertThat(Movement.between(ring, build(equal("s", 1))).moved()).isZero();
    assertThat(Movement.between(build(equal("s", 1)), ring).moved()).isEqualTo(1);
  }

  @Test
  void oneServerOwnsEverything() {
    Ring ring = build(List.of(new Node("only", 3)));
    assertThat(Distribution.of(ring).share(0)).isEqualTo(1);
    for (int round = 0; round < 50; round++) {
      assertThat(ring.owner(edge(round, new Random(round)))).isZero();
    }
    Movement failure = Movement.between(ring, _ -> true, ring, _ -> false);
    assertThat(failure.flows()).containsExactly(new Flow("only", Flow.NOBODY, 1));
  }

  @Test
  void whenAllAreDownNobodyServesAndTheOrderStays() {
    Ring ring = build(ramped("s", 6));
    Coverage nobody = ring.coverage(_ -> false);
    assertThat(nobody.size()).isOne();
    assertThat(nobody.node(0)).isEqualTo(Ring.NONE);
    Participation none = Participation.of(ring.nodes(), _ -> false);
    Candidates cursor = ring.candidates(77, new Candidates(), none);
    assertThat(IntStream.generate(cursor::next).limit(7).boxed().toList())
        .containsExactly(0, 1, 2, 3, 4, 5, Ring.NONE);
  }

  @Test
  void duplicatesAreRefusedByName() {
    assertThatThrownBy(() -> build(List.of(new Node("x"), new Node("y"), new Node("x", 2))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("id 'x'");
    assertThatThrownBy(() -> build(List.of(new Node("x", 1, "k"), new Node("y", 1, "k"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("hash key 'k'");
  }

  @Test
  void emptyAndHugeKeysHaveAnOwner() {
    Ring ring = build(equal("s", 3));
    assertThat(ring.owner(ring.keyHash().hash(""))).isBetween(0, 2);
    assertThat(ring.owner(ring.keyHash().hash("k".repeat(1 << 20)))).isBetween(0, 2);
    assertThat(ring.keyHash().hash(new byte[] {9, 'a', 'b', 9}, 1, 2))
        .isEqualTo(ring.keyHash().hash("ab"));
  }

  @Test
  void mixedWeightsFromSmallestToLargestWork() {
    Ring ring =
        build(
            List.of(
                new Node("tiny", Node.MIN_WEIGHT),
                new Node("one", 1),
                new Node("huge", Node.MAX_WEIGHT)));
    assertThat(Distribution.of(ring).shareOf("huge")).isGreaterThan(0.99);
    Distribution rest = Distribution.of(ring, n -> n.id().equals("tiny"));
    assertThat(rest.shareOf("tiny")).isEqualTo(1);
    Candidates cursor = ring.candidates(0, new Candidates());
    assertThat(IntStream.generate(cursor::next).limit(3).boxed().toList())
        .containsExactlyInAnyOrder(0, 1, 2);
  }
}
