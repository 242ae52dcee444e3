package io.ringway.ring.selection;

import static io.ringway.ring.selection.LastingRequests.WEIGHTS;
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

/** The order in which nodes are tried. */
class NodeSelectionTests {

  private final LastingRequests nodes = new LastingRequests();
  private final SplittableRandom random = new SplittableRandom(7);
  private final NodeSelection nodeSelection = new NodeSelection(new Candidates(), random::nextInt);

  private List<Integer> allNext() {
    List<Integer> way = new ArrayList<>();
    for (int node = nodeSelection.next(nodes);
        node != Ring.NONE;
        node = nodeSelection.next(nodes)) {
      way.add(node);
    }
    return way;
  }

  @Test
  void aKeyGoesDownTheOrderOfItsRing() {
    for (int i = 0; i < 1_000; i++) {
      long hash = random.nextLong();
      nodeSelection.start(hash);
      assertThat(allNext()).isEqualTo(nodes.order(hash));
    }
  }

  @Test
  void whatIsDownIsPassedOver() {
    nodes.down[2] = true;
    nodes.down[4] = true;
    nodeSelection.start(99);
    assertThat(allNext())
        .isEqualTo(nodes.order(99).stream().filter(node -> node != 2 && node != 4).toList());
    Arrays.fill(nodes.down, true);
    nodeSelection.start(99);
    assertThat(nodeSelection.next(nodes)).isEqualTo(Ring.NONE);
    nodes.boundedLoad = 1;
    assertThat(nodeSelection.next(nodes)).isEqualTo(Ring.NONE);
  }

  @Test
  void aPinnedNodeComesFirstUnlessItIsDown() {
    for (double bound : new double[] {0, 2}) {
      nodes.boundedLoad = bound;
      Arrays.fill(nodes.loads, 0);
      int last = nodes.order(5).getLast();
      nodeSelection.startPinned(5, last);
      assertThat(nodeSelection.next(nodes)).isEqualTo(last);
      assertThat(nodeSelection.next(nodes)).isEqualTo(nodes.order(5).getFirst());
      Arrays.fill(nodes.loads, 0);
      nodes.down[last] = true;
      nodeSelection.startPinned(5, last);
      assertThat(nodeSelection.next(nodes)).isEqualTo(nodes.order(5).getFirst());
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
      nodeSelection.startShared(5, 3);
      drawn[nodeSelection.next(nodes)]++;
    }
    for (int node : usable.subList(0, 3)) {
      assertThat(drawn[node]).isBetween(9_500, 10_500);
    }
    assertThat(Arrays.stream(drawn).sum()).isEqualTo(30_000);
    assertThat(usable.subList(0, 3).stream().mapToInt(n -> drawn[n]).sum()).isEqualTo(30_000);

    nodeSelection.startShared(5, 3);
    List<Integer> way = allNext();
    int first = way.removeFirst();
    assertThat(way).isEqualTo(usable.stream().filter(node -> node != first).toList());
  }

  @Test
  void aKeySharedByMoreNodesThanThereAreIsSharedByAll() {
    TreeSet<Integer> drawn = new TreeSet<>();
    for (int i = 0; i < 500; i++) {
      nodeSelection.startShared(5, 100);
      drawn.add(nodeSelection.next(nodes));
    }
    assertThat(drawn).hasSize(WEIGHTS.length);
  }

  @Test
  void aNodeThatJoinsIsReachedByItsPartOnly() {
    nodes.parts = Participation.partly(nodes.ring.nodes(), n -> n.id().equals("n4") ? 0.25 : 1);
    int part = 0;
    for (int i = 0; i < 20_000; i++) {
      long hash = random.nextLong();
      nodeSelection.start(hash);
      int node = nodeSelection.next(nodes);
      part += node == 4 ? 1 : 0;
      if (node == 4) {
        assertThat(nodes.ring.owner(hash)).isEqualTo(4);
      }
    }
    // With a weight of 1, not 4: one part of 6.5.
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
      LoadSnapshot loadSnapshot =
          new LoadSnapshot(nodes.ring, null, 1.25, nodes.inFlight(), usable, nodes.loads);
      long hash = random.nextLong();
      nodeSelection.start(hash);
      int predicted = nodeSelection.next(loadSnapshot);
      nodeSelection.start(hash);
      assertThat(nodeSelection.next(loadSnapshot)).isEqualTo(predicted);
      nodeSelection.start(hash);
      assertThat(nodes.place(nodeSelection)).isEqualTo(predicted);
      if (predicted != Ring.NONE) {
        nodeSelection.start(hash);
        assertThat(nodeSelection.next(loadSnapshot.without(predicted))).isNotEqualTo(predicted);
      }
    }
  }

  @Test
  void choosingAllocatesNothing() {
    nodes.parts = Participation.partly(nodes.ring.nodes(), n -> n.id().equals("n1") ? 0.5 : 1);
    IntUnaryOperator last = n -> n - 1;
    NodeSelection quiet = new NodeSelection(new Candidates(), last);
    LoadSnapshot[] situations = {
      new LoadSnapshot(nodes.ring, nodes.parts, 0, 0, LastingRequests.allUp(), nodes.loads),
      new LoadSnapshot(
          nodes.ring, nodes.parts, 1.1, 40, LastingRequests.allUp(), new int[] {9, 1, 9, 1, 9, 1}),
    };
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long taken = 0;
    for (int round = 0; round < 3; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 20_000; i++) {
        LoadSnapshot in = situations[i & 1];
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
