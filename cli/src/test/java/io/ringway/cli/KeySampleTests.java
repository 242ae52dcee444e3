package io.ringway.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class KeySampleTests {

  private static byte[] key(int number) {
    return ("user-" + number).getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void fewKeysAreCountedExactly() {
    KeySample keys = new KeySample(64);
    for (int i = 0; i < 200; i++) {
      assertThat(keys.add(key(i % 20), i % 4 == 0)).isEqualTo(i < 20);
    }
    assertThat(keys.exact()).isTrue();
    assertThat(keys.distinct()).isEqualTo(20);
    assertThat(keys.moved()).isEqualTo(5);
  }

  @Test
  void aKeyThatMovesLaterIsNew() {
    KeySample keys = new KeySample(64);
    assertThat(keys.add(key(1), false)).isTrue();
    assertThat(keys.add(key(1), true)).isTrue();
    assertThat(keys.add(key(1), true)).isFalse();
    assertThat(keys.moved()).isEqualTo(1);
  }

  @Test
  void manyKeysAreToldFromASample() {
    KeySample keys = new KeySample(1 << 14);
    for (int i = 0; i < 600_000; i++) {
      keys.add(key(i % 300_000), i % 10 == 0);
    }
    assertThat(keys.exact()).isFalse();
    assertThat((double) keys.distinct()).isCloseTo(300_000, within(15_000.0));
    assertThat((double) keys.moved()).isCloseTo(30_000, within(6_000.0));
  }
}
