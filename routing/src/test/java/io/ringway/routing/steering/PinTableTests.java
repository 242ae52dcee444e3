package io.ringway.routing.steering;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringway.protocol.Pin;
import io.ringway.ring.Candidates;
import io.ringway.ring.Node;
import io.ringway.ring.Ring;
import io.ringway.ring.RingSpec;
import io.ringway.ring.Rings;
import io.ringway.ring.selection.LoadSnapshot;
import io.ringway.ring.selection.NodeSelection;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PinTableTests {

  private final Ring ring =
      Rings.build(
          RingSpec.DEFAULT, IntStream.range(0, 5).mapToObj(i -> new Node("n" + i)).toList());
  private final LoadSnapshot up =
      new LoadSnapshot(ring, null, 0, 0, new boolean[] {true, true, true, true, true}, new int[5]);
  private final NodeSelection nodeSelection =
      new NodeSelection(new Candidates(), nodes -> nodes - 1);

  private int first(PinTable table, String key) {
    table.start(nodeSelection, ring.keyHash().hash(key), Rings.FINGERPRINT.hash(key));
    return nodeSelection.next(up);
  }

  private int owner(String key) {
    return ring.owner(ring.keyHash().hash(key));
  }

  @Test
  void everyOfAThousandPinsIsFoundAndNoOtherKeyIs() {
    List<Pin> pins = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      pins.add(Pin.To.of("pinned-" + i, "n" + i % 5));
    }
    PinTable table = PinTable.of(pins, ring.nodes());
    assertThat(table.isEmpty()).isFalse();
    for (int i = 0; i < 1_000; i++) {
      assertThat(first(table, "pinned-" + i)).isEqualTo(i % 5);
      assertThat(first(table, "free-" + i)).isEqualTo(owner("free-" + i));
    }
  }

  @Test
  void aPinToAServerThatIsNotOnTheRingIsLeftToTheRing() {
    PinTable table = PinTable.of(List.of(Pin.To.of("a", "gone")), ring.nodes());
    assertThat(table.isEmpty()).isTrue();
    assertThat(first(table, "a")).isEqualTo(owner("a"));
  }

  @Test
  void aSpreadKeyIsShared() {
    PinTable table = PinTable.of(List.of(Pin.Spread.of("a", 2)), ring.nodes());
    Candidates order = ring.candidates(ring.keyHash().hash("a"), new Candidates());
    order.next();
    assertThat(first(table, "a")).isEqualTo(order.next());
  }

  @Test
  void nothingPinnedIsEmpty() {
    PinTable table = PinTable.of(List.of(), ring.nodes());
    assertThat(table.isEmpty()).isTrue();
    assertThat(first(table, "a")).isEqualTo(owner("a"));
  }

  @Test
  void theFingerprintZeroIsAKeyLikeAnyOther() {
    PinTable table =
        PinTable.of(
            List.of(new Pin.To("0000000000000000", "", "n3"), Pin.To.of("a", "n1")), ring.nodes());
    table.start(nodeSelection, 77, 0);
    assertThat(nodeSelection.next(up)).isEqualTo(3);
    table.start(nodeSelection, 77, 4);
    assertThat(nodeSelection.next(up)).isEqualTo(ring.owner(77));
  }
}
