package io.ringway.routing.key;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ListenHostTests {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "shop.example",
        "Shop.Example",
        "shop.example.",
        "my_host",
        "localhost",
        "10.0.0.7",
        "[fd12::7]",
        "[::ffff:10.0.0.7]",
        "[v1.a:b]",
        "a!$&'()+;=b",
        "%61.example",
        "xn--4ca.example"
      })
  void aHostThatARequestCanHaveIsTaken(String host) {
    assertThatCode(() -> ListenHost.check(host)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "http://x | Write 'x'.",
        "https://shop.example/cart?a=b | Write 'shop.example'.",
        "https://user@shop.example:8443/ | Write 'shop.example'; the port that",
        "x:8080 | Write 'x'; the port that a cluster listens on is listen.port.",
        "[fd12::7]:8080 | Write '[fd12::7]'; the port that",
        "fd12::7 | Write '[fd12::7]'.",
        "::1 | Write '[::1]'.",
        "x/ | Write 'x'.",
        "ä.example | Write 'xn--4ca.example', as clients send it.",
        "http://ä.example:80/ | Write 'xn--4ca.example', as clients send it; the port that",
        "straße.example | labels that begin with xn--",
        "*.example.com | There are no patterns: name each host, or none at all for every host.",
        "~^www\\d+ | There are no patterns",
        "a.example,b.example | several hosts each on its own",
        "[v1.a,b] | several hosts each on its own",
        "a b | without scheme, port, path and blanks",
        "[::1 | IPv6 address in brackets",
        "[::1%eth0] | IPv6 address in brackets",
        "[10.0.0.7] | IPv6 address in brackets",
        "a%zz | Give a name such as shop.example",
        "%C3%A4.example | Give a name such as shop.example",
        "http:// | Give a name such as shop.example",
        ": | Give a name such as shop.example",
      })
  void aHostThatNoRequestCanHaveIsRefusedWithWhatToWrite(String host, String says) {
    assertThatThrownBy(() -> ListenHost.check(host))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("No request can have '" + host + "' as its host (listen.hosts)")
        .hasMessageContaining(says);
  }

  @Test
  void aLongHostIsCutInTheMessage() {
    assertThatThrownBy(() -> ListenHost.check("x y".repeat(80))).hasMessageContaining("…");
  }
}
