package io.ringway.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class HotKeysTests {

  private static final String A = Pin.fingerprint("a");
  private static final String B = Pin.fingerprint("b");
  private static final String C = Pin.fingerprint("c");

  @Test
  void aKeyThatOnePartDoesNotListIsInDoubtByThatPartsBound() {
    KeyTally tally = new KeyTally();
    tally.add(new HotKeys(100, List.of(new HotKey(A, "", 60, 2), new HotKey(B, "", 9, 1)), 5));
    tally.add(new HotKeys(50, List.of(new HotKey(A, "a", 30, 0)), 4));
    HotKeys sum = tally.top(10);
    assertThat(sum)
        .isEqualTo(
            new HotKeys(150, List.of(new HotKey(A, "a", 90, 2), new HotKey(B, "", 13, 5)), 9));
    assertThat(sum.share(sum.keys().getFirst())).isEqualTo(0.6);
  }

  @Test
  void whatIsLeftOutRaisesTheBoundOfUnlistedKeys() {
    KeyTally tally = new KeyTally();
    tally.add(
        new HotKeys(
            30,
            List.of(new HotKey(A, "", 15, 0), new HotKey(B, "", 9, 0), new HotKey(C, "", 6, 0)),
            0));
    assertThat(tally.top(1)).isEqualTo(new HotKeys(30, List.of(new HotKey(A, "", 15, 0)), 9));
  }

  @Test
  void noKeyHasMoreRequestsThanThereWere() {
    KeyTally tally = new KeyTally();
    tally.add(new HotKeys(10, List.of(new HotKey(A, "", 10, 4)), 4));
    tally.add(new HotKeys(1, List.of(), 1));
    tally.add(new HotKeys(0, List.of(), 0));
    assertThat(tally.top(5).keys()).containsExactly(new HotKey(A, "", 11, 5));
  }

  @Test
  void valuesOutOfRangeAreRefused() {
    assertThatThrownBy(() -> new HotKey("xyz", "", 1, 0)).hasMessageContaining("16 hexadecimal");
    assertThatThrownBy(() -> new HotKey(A, "", 1, 2)).hasMessageContaining("in doubt");
    assertThatThrownBy(() -> new HotKey(A, "k".repeat(300), 1, 0)).hasMessageContaining("300");
    assertThatThrownBy(() -> new HotKeys(1, List.of(new HotKey(A, "", 2, 0)), 0))
        .hasMessageContaining("hot key");
    assertThatThrownBy(() -> new HotKeys(-1, List.of(), 0)).hasMessageContaining("-1");
  }

  @Test
  void aClusterThatShowsNoKeysKnowsItsPinsByTheirHashAlone() {
    Steering hidden =
        new Steering(0, 0, false, List.of(Pin.To.of("a", "s"), Pin.Spread.of("b", 2)));
    assertThat(hidden.pins()).containsExactly(new Pin.To(A, "", "s"), new Pin.Spread(B, "", 2));
    Steering shown = new Steering(0, 0, true, List.of(Pin.To.of("a", "s")));
    assertThat(shown.pin(A)).contains(Pin.To.of("a", "s"));
    assertThat(shown.showing(false).pins()).containsExactly(new Pin.To(A, "", "s"));
  }
}
