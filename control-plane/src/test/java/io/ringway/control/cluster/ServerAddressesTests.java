package io.ringway.control.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringway.protocol.address.AddressPolicy;
import io.ringway.protocol.address.Networks;
import io.ringway.protocol.address.OwnEndpoints;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Row 159 of the faults. */
class ServerAddressesTests {

  private final ServerAddresses closed = new ServerAddresses(policy(false));
  private final ServerAddresses open = new ServerAddresses(policy(true));

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
    assertThat(closed.check(given, 80, false)).isEqualTo(stored);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "169.254.169.254",
        "::ffff:169.254.169.254",
        "fe80::1",
        "fe80::1%eth0",
        "fd00:ec2::254",
        "64:ff9b::a9fe:a9fe",
        "2002:a9fe:a9fe::",
        "::169.254.169.254",
        "168.63.129.16",
        "192.0.0.192",
        "metadata.google.internal",
        "0.0.0.0",
        "0.1.2.3",
        "::",
        "224.0.0.1",
        "ff02::1",
        "255.255.255.255"
      })
  void whatReachesNoServerOfAnOperatorIsRefusedEvenIfLoopbackIsAllowed(String given) {
    assertThatThrownBy(() -> open.check(given, 80, true)).hasMessageContaining("'" + given + "'");
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
    assertThatThrownBy(() -> open.check(given, 80, false)).hasMessageContaining("host");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1", "localhost", "a.localhost"})
  void loopbackIsForOneMachineAndForReplicas(String given) {
    assertThatThrownBy(() -> closed.check(given, 80, false))
        .hasMessageContaining("ringway.servers.allow-loopback=true");
    assertThatCode(() -> open.check(given, 80, false)).doesNotThrowAnyException();
    assertThatCode(() -> closed.check(given, 80, true)).doesNotThrowAnyException();
  }

  @Test
  void aLongHostIsCutInTheMessage() {
    assertThatThrownBy(() -> open.check("x!".repeat(5_000), 80, false))
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(400));
  }

  private static AddressPolicy policy(boolean allowLoopback) {
    return new AddressPolicy(allowLoopback, Networks.NONE, Networks.NONE, OwnEndpoints.NONE);
  }
}
