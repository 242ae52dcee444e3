package io.ringway.control.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringway.protocol.KeyRule;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyRuleTextTests {

  @Test
  void whatIsWrittenIsReadBack() {
    List<KeyRule> rules =
        List.of(
            new KeyRule.Header("X-Key"),
            new KeyRule.Header("X-Forwarded-For", true),
            new KeyRule.Cookie("session"),
            new KeyRule.Query("a key"),
            new KeyRule.Path(),
            new KeyRule.PathPrefix(2),
            new KeyRule.NormalPath(),
            new KeyRule.RequestUri(),
            new KeyRule.Host(),
            new KeyRule.Method(),
            new KeyRule.ClientAddress(),
            new KeyRule.Joined(
                List.of(new KeyRule.Host(), new KeyRule.Literal(" + "), new KeyRule.Query("a+b"))));
    assertThat(KeyRuleText.parse(KeyRuleText.of(rules))).isEqualTo(rules);
    assertThat(KeyRuleText.parse("\n  header   X-Key \n\n host + path"))
        .containsExactly(
            new KeyRule.Header("X-Key"),
            new KeyRule.Joined(List.of(new KeyRule.Host(), new KeyRule.Path())));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"moon", "header", "path 2", "path-prefix", "path-prefix x", "host +", "+", "\""})
  void whatIsNoRuleIsRefused(String text) {
    assertThatThrownBy(() -> KeyRuleText.parse(text)).hasMessageMatching("(?s).+: .+\\.");
  }
}
