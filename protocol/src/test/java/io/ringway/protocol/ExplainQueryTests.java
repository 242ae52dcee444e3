package io.ringway.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExplainQueryTests {

  private static ExplainQuery.Request request(String method, String host, String target) {
    return new ExplainQuery.Request(0, method, host, target, List.of(), "10.0.0.1");
  }

  @ParameterizedTest
  @CsvSource({
    "G T, example, /, method of a request",
    "GET, exa mple, /, no host",
    "GET, example, cart, Give the path and query",
    "GET, example, '', Give the path and query",
    "GET, example, /a b, Encode",
    "GET, example, /ä, Encode",
  })
  void aRequestThatTheBalancerWouldRefuseIsRefusedWithWords(
      String method, String host, String target, String words) {
    assertThatThrownBy(() -> request(method, host, target))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(words);
  }

  @Test
  void headersAreCheckedToo() {
    assertThatThrownBy(() -> new ExplainQuery.Header("X Key", "a"))
        .hasMessageContaining("name of a");
    assertThatThrownBy(() -> new ExplainQuery.Header("X-Key", "a\r\nB: c"))
        .hasMessageContaining("'X-Key' has a line end");
    assertThat(new ExplainQuery.Header("X-Key", "a\tü").value()).isEqualTo("a\tü");
    assertThatThrownBy(() ->
            new ExplainQuery.Request(
                0,
                "GET",
                "",
                "/",
                Collections.nCopies(101, new ExplainQuery.Header("A", "")),
                "10.0.0.1"))
        .hasMessageContaining("101");
  }

  @Test
  void theEmptyKeyIsAKeyAndAHugeOneIsNot() {
    assertThat(new ExplainQuery.Key("sample", "").key()).isEmpty();
    assertThatThrownBy(() -> new ExplainQuery.Key("sample", "k".repeat(ExplainQuery.MAX_KEY + 1)))
        .hasMessageContaining("32,768");
  }
}
