package io.ringway.balancer.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinkSettingsTests {

  @ParameterizedTest
  @CsvSource({
    "http://localhost:8080, 500",
    "http://127.0.0.1, 500",
    "wss://[::1]:8443/, 500",
    "http://control-plane:8080, 10000",
    "https://localhost.example:8080, 10000",
    "http://127.evil.example, 10000",
  })
  void aControlPlaneOnThisMachineIsDialledOften(URI control, long capMillis) {
    assertThat(new LinkSettings(control, () -> "token").backoffCapMillis()).isEqualTo(capMillis);
  }
}
