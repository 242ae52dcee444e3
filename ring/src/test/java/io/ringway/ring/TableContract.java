package io.ringway.ring;

import static io.ringway.ring.Samples.equal;
import static io.ringway.ring.Samples.hash;
import static io.ringway.ring.Samples.ramped;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The contract for the built table: the same wherever and however it was built, and cheap to use.
 */
interface TableContract extends PlacementUnderTest {

  @Test
  default void theOrderOfTheListDoesNotMatter() {
    List<Node> nodes = new ArrayList<>(ramped("s", 20));
    Ring ring = build(nodes);
    Collections.shuffle(nodes, new Random(3));
    assertThat(build(nodes).digest()).isEqualTo(ring.digest());
    assertThat(build(nodes).nodes()).isEqualTo(ring.nodes());
    assertThat(build(nodes.subList(0, 19)).digest()).isNotEqualTo(ring.digest());
  }

  @Test
  default void anotherProcessBuildsTheSameTable() throws Exception {
    for (List<String> flags :
        List.of(List.of("-Xint"), List.of("-XX:TieredStopAtLevel=1", "-Dfile.encoding=US-ASCII"))) {
      assertThat(DigestProcess.run(this, flags))
          .isEqualTo(Long.toHexString(build(DigestProcess.nodes()).digest()));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  default void aRingFromTheOneBeforeIsTheSameAsAFreshOne(long seed) {
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
        long hash = hash(round, random);
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
  default void anUnchangedRingIsTakenOver() {
    Ring ring = build(ramped("s", 5));
    List<Node> nodes = new ArrayList<>(ramped("s", 5));
    Collections.reverse(nodes);
    assertThat(Rings.build(spec(), nodes, ring)).isSameAs(ring);
    Ring other = Rings.build(new RingSpec.Points(7), nodes);
    assertThat(Rings.build(spec(), nodes, other).digest()).isEqualTo(ring.digest());
  }

  @Test
  default void theMemoryOfTheTablesIsPartOfWhatBuildingAllocates() {
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    List<Node> nodes = ramped("s", 20);
    long before = threads.getCurrentThreadAllocatedBytes();
    Ring ring = build(nodes);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertThat(ring.tableBytes()).isPositive().isLessThan(allocated);
  }

  @Test
  default void lookingUpAllocatesNothing() {
    Ring ring = build(ramped("s", 10));
    Candidates cursor = new Candidates();
    byte[] key = "user-42".getBytes(java.nio.charset.StandardCharsets.UTF_8);
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    int first = lookUp(ring, cursor, key, 20_000);
    long before = threads.getCurrentThreadAllocatedBytes();
    int second = lookUp(ring, cursor, key, 20_000);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    // The probe itself may allocate a little; one object for each lookup would be 320,000 bytes.
    assertThat(allocated).isLessThan(4_096);
    assertThat(second).isEqualTo(first);
  }

  private static int lookUp(Ring ring, Candidates cursor, byte[] key, int times) {
    int sum = 0;
    for (int i = 0; i < times; i++) {
      key[key.length - 1] = (byte) i;
      long hash = ring.keyHash().hash(key, 0, key.length);
      sum += ring.owner(hash);
      ring.candidates(hash, cursor);
      sum += cursor.next() + cursor.next() + cursor.next();
    }
    return sum;
  }
}
