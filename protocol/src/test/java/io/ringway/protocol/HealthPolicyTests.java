package io.ringway.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The check request and the responses that count as success. */
class HealthPolicyTests {

  private static HealthPolicy asking(String host, String statuses) {
    return HealthPolicy.DEFAULT.withRequest(CheckMethod.HEAD, host, 8081, statuses);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "200-399 | 200-399 | 200 301 399 | 400 503",
        "200-299,301,401 | 200-299,301,401 | 204 301 401 | 300 302 400 402",
        "' 204 , 301 - 302 ' | 204,301-302 | 204 301 302 | 200 303",
        "599 | 599 | 599 | 200 598"
      })
  void statusesAreRangesAndCodes(String written, String kept, String good, String bad) {
    HealthPolicy policy = asking("", written);
    assertThat(policy.statuses()).isEqualTo(kept);
    assertThat(asking("", kept)).isEqualTo(policy);
    for (String status : good.split(" ", -1)) {
      assertThat(policy.accepts(Integer.parseInt(status))).as(status).isTrue();
    }
    for (String status : bad.split(" ", -1)) {
      assertThat(policy.accepts(Integer.parseInt(status))).as(status).isFalse();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | such as 200-299,301,401",
        "2xx | such as 200-299,301,401",
        "200, | such as 200-299,301,401",
        "200-299-301 | such as 200-299,301,401",
        "100 | from 200 to 599",
        "600 | from 200 to 599",
        "299-200 | from 299 to 599",
        "200,200,200,200,200,200,200,200,200,200,200,200,200,200,200,200,200,200,200,200,200 | 1 to"
            + " 20"
      })
  void otherStatusesAreRefusedWithWhatToDo(String written, String sentence) {
    assertThatThrownBy(() -> asking("", written))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(sentence);
  }

  @ParameterizedTest
  @CsvSource({
    "shop.example, shop.example",
    "shop.example:8080, shop.example",
    "192.0.2.1, 192.0.2.1",
    "[2001:db8::1], 2001:db8::1",
    "[2001:db8::1]:8080, 2001:db8::1",
    "'', ''"
  })
  void theNameOfAHostIsWithoutPortAndBrackets(String host, String name) {
    assertThat(asking(host, "200").hostName()).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a b", "a\r\nX: y", "a/b", "user@a", "a:b", "a:123456", "[::1", "::1", "a,b", "ä"})
  void whatIsNoHostIsRefused(String host) {
    assertThatThrownBy(() -> asking(host, "200")).hasMessageContaining("host of health checks");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a:0", "a:65536", "a:99999", "[::1]:0", "[10.0.0.7]", "[:::]", "[a]"})
  void aHostThatIsSavedAnewIsCheckedByItsWholeGrammar(String host) {
    HealthPolicy stored = asking(host, "200"); // an old value still loads
    assertThatThrownBy(stored::checkHost)
        .hasMessageContaining("'" + host + "' cannot be the host of health checks (health.host)")
        .hasMessageContaining(":port (1 to 65535)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a", "a:1", "a:65535", "10.0.0.7:80", "[fd12::7]", "[::1]:8080", "~a_b", ""})
  void aHostOfTheWholeGrammarIsTaken(String host) {
    assertThatCode(() -> asking(host, "200").checkHost()).doesNotThrowAnyException();
  }
}
