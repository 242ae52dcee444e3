package io.ringway.ring.choice;

import static io.ringway.ring.choice.LastingRequests.WEIGHTS;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.ring.Candidates;
import io.ringway.ring.Participation;
import io.ringway.ring.Ring;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;

/** The order in which nodes are tried, and what changes it. */
class ChoiceTests {

  private final LastingRequests nodes = new LastingRequests();
  private final SplittableRandom random = new SplittableRandom(7);
  private final Choice choice = new Choice(new Candidates(), random::nextInt);

  private List<Integer> allNext() {
    List<Integer> way = new ArrayList<>();
    for (int node = choice.next(nodes); node != Ring.NONE; node = choice.next(nodes)) {
      way.add(node);
    }
    return way;
  }

  @Test
  void aKeyGoesDownTheOrderOfItsRing() {
    for (int i = 0; i < 1_000; i++) {
      long hash = random.nextLong();
      choice.start(hash);
      assertThat(allNext()).isEqualTo(nodes.order(hash));
    }
  }

  @Test
  void whatIsDownIsPassedOver() {
    nodes.down[2] = true;
    nodes.down[4] = true;
    choice.start(99);
    assertThat(allNext())
        .isEqualTo(nodes.order(99).stream().filter(node -> node != 2 && node != 4).toList());
    Arrays.fill(nodes.down, true);
    choice.start(99);
    assertThat(choice.next(nodes)).isEqualTo(Ring.NONE);
    nodes.boundedLoad = 1;
    assertThat(choice.next(nodes)).isEqualTo(Ring.NONE);
  }

  @Test
  void aPinnedNodeComesFirstUnlessItIsDown() {
    for (double bound : new double[] {0, 2}) {
      nodes.boundedLoad = bound;
      Arrays.fill(nodes.loads, 0);
      int last = nodes.order(5).getLast();
      choice.startPinned(5, last);
      assertThat(choice.next(nodes)).isEqualTo(last);
      assertThat(choice.next(nodes)).isEqualTo(nodes.order(5).getFirst());
      Arrays.fill(nodes.loads, 0);
      nodes.down[last] = true;
      choice.startPinned(5, last);
      assertThat(choice.next(nodes)).isEqualTo(nodes.order(5).getFirst());
      nodes.down[last] = false;
    }
  }

  @Test
  void aSharedKeyIsDrawnFromItsFirstUsableNodesAndGoesOnInOrder() {
    List<Integer> order = nodes.order(5);
    nodes.down[order.getFirst()] = true;
    List<Integer> usable = order.subList(1, order.size());
    int[] drawn = new int[WEIGHTS.length];
    for (int i = 0; i < 30_000; i++) {
      choice.startShared(5, 3);
      drawn[choice.next(nodes)]++;
    }
    for (int node : usable.subList(0, 3)) {
      assertThat(drawn[node]).isBetween(9_500, 10_500);
    }
    assertThat(Arrays.stream(drawn).sum()).isEqualTo(30_000);
    assertThat(usable.subList(0, 3).stream().mapToInt(n -> drawn[n]).sum()).isEqualTo(30_000);

    choice.startShared(5, 3);
    List<Integer> way = allNext();
    int first = way.removeFirst();
    assertThat(way).isEqualTo(usable.stream().filter(node -> node != first).toList());
  }

  @Test
  void aKeySharedByMoreNodesThanThereAreIsSharedByAll() {
    TreeSet<Integer> drawn = new TreeSet<>();
    for (int i = 0; i < 500; i++) {
      choice.startShared(5, 100);
      drawn.add(choice.next(nodes));
    }
    assertThat(drawn).hasSize(WEIGHTS.length);
  }

  @Test
  void aNodeThatJoinsIsReachedByItsPartOnly() {
    nodes.parts = Participation.partly(nodes.ring.nodes(), n -> n.id().equals("n4") ? 0.25 : 1);
    int part = 0;
    for (int i = 0; i < 20_000; i++) {
      long hash = random.nextLong();
      choice.start(hash);
      int node = choice.next(nodes);
      part += node == 4 ? 1 : 0;
      if (node == 4) {
        assertThat(nodes.ring.owner(hash)).isEqualTo(4);
      }
    }
    // As with a weight of 1, not 4: one part of 6.5.
    assertThat(part / 20_000.0).isBetween(0.14, 0.17);
  }

  @Test
  void aGlimpseAnswersAsTheRealThingWouldAndChangesNothing() {
    nodes.boundedLoad = 1.25;
    for (int i = 0; i < 5_000; i++) {
      for (int n = 0; n < WEIGHTS.length; n++) {
        nodes.down[n] = random.nextInt(4) == 0;
        nodes.loads[n] = random.nextInt(12);
      }
      boolean[] usable = LastingRequests.allUp();
      for (int n = 0; n < usable.length; n++) {
        usable[n] = !nodes.down[n];
      }
      Glimpse glimpse = new Glimpse(nodes.ring, null, 1.25, nodes.inFlight(), usable, nodes.loads);
      long hash = random.nextLong();
      choice.start(hash);
      int predicted = choice.next(glimpse);
      choice.start(hash);
      assertThat(choice.next(glimpse)).isEqualTo(predicted);
      choice.start(hash);
      assertThat(nodes.place(choice)).isEqualTo(predicted);
      if (predicted != Ring.NONE) {
        choice.start(hash);
        assertThat(choice.next(glimpse.without(predicted))).isNotEqualTo(predicted);
      }
    }
  }

  @Test
  void choosingAllocatesNothing() {
    nodes.parts = Participation.partly(nodes.ring.nodes(), n -> n.id().equals("n1") ? 0.5 : 1);
    IntUnaryOperator last = n -> n - 1;
    Choice quiet = new Choice(new Candidates(), last);
    Glimpse[] situations = {
      new Glimpse(nodes.ring, nodes.parts, 0, 0, LastingRequests.allUp(), nodes.loads),
      new Glimpse(
          nodes.ring, nodes.parts, 1.1, 40, LastingRequests.allUp(), new int[] {9, 1, 9, 1, 9, 1}),
    };
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long taken = 0;
    for (int round = 0; round < 3; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 20_000; i++) {
        Glimpse in = situations[i & 1];
        long hash = i * 0x9e3779b97f4a7c15L;
        switch (i % 3) {
          case 0 -> quiet.start(hash);
          case 1 -> quiet.startPinned(hash, 3);
          default -> quiet.startShared(hash, 3);
        }
        for (int node = quiet.next(in); node != Ring.NONE; node = quiet.next(in)) {
          taken += node;
        }
      }
      if (round == 2) {
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(1_000);
      }
    }
    assertThat(taken).isPositive();
  }
}
