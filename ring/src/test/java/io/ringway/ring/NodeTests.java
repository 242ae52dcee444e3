package io.ringway.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodeTests {

  @ParameterizedTest
  @ValueSource(
      doubles = {
        0,
        -1,
        0.000_999,
        1_000.001,
        Double.NaN,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY
      })
  void weightsOutOfRangeAreRefusedByName(double weight) {
    assertThatThrownBy(() -> new Node("s1", weight))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'s1'")
        .hasMessageContaining("0.001 to 1,000");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 256})
  void idsOfNoOrTooManyCharactersAreRefused(int length) {
    assertThatThrownBy(() -> new Node("x".repeat(length)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 to 255");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 321})
  void hashKeysOfNoOrTooManyCharactersAreRefused(int length) {
    assertThatThrownBy(() -> new Node("s1", 1, "x".repeat(length)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'s1'");
  }

  @Test
  void theHashKeyIsTheIdUnlessItIsGiven() {
    assertThat(new Node("s1").hashKey()).isEqualTo("s1");
    assertThat(new Node("s1", 1, "10.0.0.1:80").hashKey()).isEqualTo("10.0.0.1:80");
  }
}
