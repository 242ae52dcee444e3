package io.ringway.control.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerHostsTests {

  @ParameterizedTest
  @CsvSource({
    "app-1, app-1",
    "App-1.Example, app-1.example",
    "backend_1, backend_1",
    "10.0.0.7, 10.0.0.7",
    "[fd12::7], fd12:0:0:0:0:0:0:7",
    "fd12:0::7, fd12:0:0:0:0:0:0:7"
  })
  void aServersOwnAddressIsTakenInOneSpelling(String given, String stored) {
    assertThat(ServerHosts.stored(given)).isEqualTo(stored);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "a b",
        "-a",
        "a..b",
        "a.",
        "http://app-1",
        "app-1:80",
        "app-1/x",
        "user@app-1",
        "0x7f.1",
        "127.1",
        "2130706433",
        "1.2.3.4.5",
        "1.2.3.256",
        "01.2.3.4",
        ":::",
        "a\r\nb",
        "ä.example"
      })
  void whatIsNoHostIsRefusedWithAnExample(String given) {
    assertThatThrownBy(() -> ServerHosts.stored(given)).hasMessageContaining("host");
  }

  @Test
  void aLongHostIsCutInTheMessage() {
    assertThatThrownBy(() -> ServerHosts.stored("x!".repeat(5_000)))
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(400));
  }
}
