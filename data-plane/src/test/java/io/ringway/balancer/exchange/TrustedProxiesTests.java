package io.ringway.balancer.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringway.balancer.forwarding.TrustedProxies;
import io.ringway.balancer.http.Limits;
import io.ringway.balancer.transport.Transport;
import io.ringway.protocol.KeyRule;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrustedProxiesTests {

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.255.0.1, true",
    "10.0.0.0/8, 11.0.0.1, false",
    "10.0.0.0/8, ::ffff:10.0.0.1, true",
    "192.0.2.128/25, 192.0.2.200, true",
    "192.0.2.128/25, 192.0.2.127, false",
    "192.0.2.0/23, 192.0.3.1, true",
    "192.0.2.0/23, 192.0.4.1, false",
    "192.0.2.1, 192.0.2.1, true",
    "192.0.2.1, 192.0.2.2, false",
    "0.0.0.0/0, 203.0.113.9, true",
    "0.0.0.0/0, 2001:db8::1, false",
    "fd00::/8, fd12::1, true",
    "fd00::/8, fe80::1, false",
    "2001:db8::/33, 2001:db8:7fff::1, true",
    "2001:db8::/33, 2001:db8:8000::1, false",
    "::1, ::1, true"
  })
  void aNetworkHoldsItsAddressesAndNoOthers(String network, String address, boolean holds) {
    byte[] raw = TrustedProxies.address(address);
    assertThat(raw).isNotNull();
    assertThat(
            TrustedProxies.parse("198.51.100.1, " + network, TrustedProxies.Header.FORWARDED)
                .contains(raw == null ? new byte[0] : raw))
        .isEqualTo(holds);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "proxy.example",
        "10.0.0.0/33",
        "10.0.0.0/",
        "10.0.0.0/-1",
        "10.0.0.0/8/8",
        "10.0.0/8",
        "fd00::/129",
        "fe80::1%eth0",
        "10.0.0.1:80"
      })
  void whatIsNoNetworkIsToldInOneSentence(String text) {
    assertThatThrownBy(() -> TrustedProxies.parse(text, TrustedProxies.Header.FORWARDED))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("'" + text + "' is no network: write 10.0.0.0/8, fd00::/8 or one address.");
  }

  /** Asks on behalf of many clients, and says which servers answered. */
  private static Set<String> servers(String trusted, TrustedProxies.Header header, String line)
      throws IOException {
    String ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    try (Rig rig =
            new Rig(
                Transport.Kind.AUTO,
                new HttpRules(
                    Limits.DEFAULT,
                    ClientTimeouts.DEFAULT,
                    TrustedProxies.parse(trusted, header)));
        FakeServer one = FakeServer.answering(ok);
        FakeServer two = FakeServer.answering(ok)) {
      rig.keys = List.of(new KeyRule.ClientAddress());
      rig.route(one.port(), two.port());
      Set<String> names = new HashSet<>();
      for (int i = 0; i < 40; i++) {
        String answer =
            rig.exchange(
                "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
                    + line.formatted("192.0.2." + i)
                    + "\r\n\r\n");
        int at = answer.indexOf("Ringway-Server: ");
        names.add(answer.substring(at + 16, answer.indexOf('\r', at)));
      }
      return names;
    }
  }

  @Test
  void theClientThatATrustedProxyNamesIsTheKey() throws IOException {
    assertThat(
            servers(
                "127.0.0.1", TrustedProxies.Header.X_FORWARDED_FOR, "X-Forwarded-For: 9.9.9.9, %s"))
        .containsExactlyInAnyOrder("s1", "s2");
    assertThat(
            servers("127.0.0.0/8", TrustedProxies.Header.FORWARDED, "Forwarded: for=\"%s:4711\""))
        .containsExactlyInAnyOrder("s1", "s2");
  }

  @Test
  void theClientThatAnybodyElseNamesIsNot() throws IOException {
    assertThat(servers("10.0.0.0/8", TrustedProxies.Header.X_FORWARDED_FOR, "X-Forwarded-For: %s"))
        .hasSize(1);
    assertThat(servers("127.0.0.1", TrustedProxies.Header.FORWARDED, "X-Forwarded-For: %s"))
        .hasSize(1);
  }

  @Test
  void theFirstEntriesOfAListAreNotBelieved() throws IOException {
    assertThat(
            servers(
                "127.0.0.1", TrustedProxies.Header.X_FORWARDED_FOR, "X-Forwarded-For: %s, 9.9.9.9"))
        .hasSize(1);
  }
}
