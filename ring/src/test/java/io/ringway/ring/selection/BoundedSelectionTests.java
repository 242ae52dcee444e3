package io.ringway.ring.selection;

import static io.ringway.ring.selection.LastingRequests.WEIGHTS;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.ring.Candidates;
import io.ringway.ring.Ring;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Node selection under a load bound. */
class BoundedSelectionTests {

  private final LastingRequests nodes = new LastingRequests();
  private final SplittableRandom random = new SplittableRandom(7);
  private final NodeSelection nodeSelection = new NodeSelection(new Candidates(), random::nextInt);

  @Test
  void noNodeEverExceedsItsBound() {
    for (double factor : new double[] {1, 1.25, 2}) {
      nodes.boundedLoad = factor;
      Arrays.fill(nodes.loads, 0);
      Random zipf = new Random(3);
      Deque<Integer> open = new ArrayDeque<>();
      int spills = 0;
      for (int i = 0; i < 50_000; i++) {
        // Mostly three hot keys, the rest spread: the worst case for a plain ring.
        nodeSelection.start(zipf.nextInt(10) < 8 ? zipf.nextInt(3) : zipf.nextLong());
        nodes.down[5] = i / 1_000 % 5 == 4;
        long inFlight = nodes.inFlight() + 1;
        int node = nodes.place(nodeSelection);
        open.add(node);
        spills += nodeSelection.spilledFrom() == Ring.NONE ? 0 : 1;
        assertThat(nodes.loads[node])
            .isLessThanOrEqualTo(
                BoundedLoad.of(factor, inFlight, WEIGHTS[node], nodes.usableWeight()));
        while (open.size() > 60 || !open.isEmpty() && zipf.nextInt(3) == 0) {
          nodes.loads[open.removeFirst()]--;
        }
      }
      assertThat(spills).isPositive();
    }
  }

  @Test
  void aKeySpillsInTheOrderOfItsRing() {
    nodes.boundedLoad = 1;
    for (int i = 0; i < 200; i++) {
      long hash = random.nextLong();
      Arrays.fill(nodes.loads, 0);
      List<Integer> fresh = new ArrayList<>();
      for (int request = 0; request < 200; request++) {
        nodeSelection.start(hash);
        int node = nodes.place(nodeSelection);
        if (!fresh.contains(node)) {
          fresh.add(node);
        }
        // Every node that was passed over was full.
        for (int before : nodes.order(hash)) {
          if (before == node) {
            break;
          }
          assertThat(nodes.loads[before])
              .isGreaterThanOrEqualTo(
                  BoundedLoad.of(1, nodes.inFlight(), WEIGHTS[before], nodes.usableWeight()));
        }
      }
      assertThat(fresh).isEqualTo(nodes.order(hash));
    }
  }

  @Test
  void whereAllAreFullTheLeastLoadedForItsWeightTakesIt() {
    nodes.boundedLoad = 1;
    int[] full = {50, 50, 50, 50, 160, 50};
    System.arraycopy(full, 0, nodes.loads, 0, full.length);
    // Nobody counts requests in flight elsewhere: the bounds are those of a quiet cluster.
    LoadSnapshot quiet =
        new LoadSnapshot(nodes.ring, null, 1, 0, LastingRequests.allUp(), nodes.loads);
    nodeSelection.start(3);
    assertThat(nodeSelection.next(quiet)).isEqualTo(2); // 25 a weight
    assertThat(nodeSelection.spilledFrom()).isEqualTo(nodes.order(3).getFirst());
    assertThat(nodeSelection.next(quiet)).isEqualTo(4); // 40 a weight
  }
}
