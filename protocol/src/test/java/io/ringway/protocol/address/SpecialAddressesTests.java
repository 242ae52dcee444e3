package io.ringway.protocol.address;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The verdict on each row of the IANA registries of special-purpose addresses (RFC 6890), and on
 * the ranges that are special without a row there.
 */
class SpecialAddressesTests {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0.0.0.0/8          | this network               | NO_MACHINE",
        "0.0.0.0/32         | this host                  | NO_MACHINE",
        "10.0.0.0/8         | private                    |",
        "100.64.0.0/10      | shared, carrier-grade NAT  |",
        "127.0.0.0/8        | loopback, where allowed    |",
        "169.254.0.0/16     | link-local                 | LINK_LOCAL",
        "172.16.0.0/12      | private                    |",
        "192.0.0.0/24       | protocol assignments       | PROTOCOL_ASSIGNMENT",
        "192.0.0.0/29       | DS-Lite                    | PROTOCOL_ASSIGNMENT",
        "192.0.0.8/32       | dummy                      | PROTOCOL_ASSIGNMENT",
        "192.0.0.9/32       | PCP anycast                | PROTOCOL_ASSIGNMENT",
        "192.0.0.10/32      | TURN anycast               | PROTOCOL_ASSIGNMENT",
        "192.0.0.170/32     | discovery of NAT64         | PROTOCOL_ASSIGNMENT",
        "192.0.0.171/32     | discovery of NAT64         | PROTOCOL_ASSIGNMENT",
        "192.0.2.0/24       | documentation              |",
        "192.31.196.0/24    | AS112, public              |",
        "192.52.193.0/24    | AMT, public                |",
        "192.88.99.0/24     | 6to4 relays, deprecated    | PROTOCOL_ASSIGNMENT",
        "192.88.99.2/32     | 6a44 relay                 | PROTOCOL_ASSIGNMENT",
        "192.168.0.0/16     | private                    |",
        "192.175.48.0/24    | AS112, public              |",
        "198.18.0.0/15      | benchmarks                 |",
        "198.51.100.0/24    | documentation              |",
        "203.0.113.0/24     | documentation              |",
        "224.0.0.0/4        | multicast                  | MULTICAST",
        "240.0.0.0/4        | reserved                   | RESERVED",
        "255.255.255.255/32 | broadcast                  | NO_MACHINE",
        "::1/128            | loopback, where allowed    |",
        "::/128             | unspecified                | NO_MACHINE",
        "64:ff9b:1::/48     | NAT64 of one's own         |",
        "100::/64           | discarded                  | NO_MACHINE",
        "100:0:0:1::/64     | dummy                      | NO_MACHINE",
        "2001:0:808:808:0:1:f7f7:f7f7/128 | Teredo of public ones |",
        "2001:1::1/128      | PCP anycast                | PROTOCOL_ASSIGNMENT",
        "2001:1::2/128      | TURN anycast               | PROTOCOL_ASSIGNMENT",
        "2001:1::3/128      | DNS-SD anycast             | PROTOCOL_ASSIGNMENT",
        "2001:2::/48        | benchmarks                 |",
        "2001:3::/32        | AMT, public                |",
        "2001:4:112::/48    | AS112, public              |",
        "2001:10::/28       | ORCHID, deprecated         | PROTOCOL_ASSIGNMENT",
        "2001:20::/28       | ORCHIDv2                   | PROTOCOL_ASSIGNMENT",
        "2001:30::/28       | DRIP                       | PROTOCOL_ASSIGNMENT",
        "2001:100::/24      | other protocol assignments | PROTOCOL_ASSIGNMENT",
        "2001:db8::/32      | documentation              |",
        "2002:808::/32      | 6to4 of a public address   |",
        "2620:4f:8000::/48  | AS112, public              |",
        "3fff::/20          | documentation              |",
        "5f00::/16          | segment identifiers        | PROTOCOL_ASSIGNMENT",
        "fc00::/7           | private                    |",
        "fe80::/10          | link-local                 | LINK_LOCAL",
        "fec0::/10          | site-local: private        |",
        "ff00::/8           | multicast                  | MULTICAST",
      })
  void everyRowIsAllowedOrRefusedForItsReason(String range, String what, AddressRefusal why) {
    Network network = Network.parse(range);
    // The broadcast address is the last one of a range with another reason.
    for (InetAddress address : new InetAddress[] {first(network), middle(network)}) {
      assertThat(AddressPolicy.STANDARD.refusal(address, 80))
          .as("%s, %s: %s", range, what, address)
          .isEqualTo(why);
    }
  }

  /** Tests the rows that contain an IPv4 address, which is judged. */
  @ParameterizedTest
  @CsvSource({
    "::ffff:10.0.0.1,",
    "::ffff:240.0.0.1, RESERVED",
    "::ffff:127.0.0.1,",
    "::ffff:169.254.169.254, LINK_LOCAL",
    "64:ff9b::a00:1,",
    "64:ff9b::a9fe:a9fe, LINK_LOCAL",
    "64:ff9b:1:fffe::a00:1,", // the prefix that RFC 8215 names
    "64:ff9b:1:fffe::a9fe:a9fe, LINK_LOCAL",
    "2002:a00:1::1,",
    "2002:a9fe:a9fe::1, LINK_LOCAL",
    "2001:0:a9fe:a9fe::1, LINK_LOCAL",
    "255.255.255.254, RESERVED",
  })
  void anAddressWithinIsJudged(String address, AddressRefusal why) {
    assertThat(AddressPolicy.STANDARD.refusal(InetAddress.ofLiteral(address), 80)).isEqualTo(why);
  }

  @ParameterizedTest
  @CsvSource({"240.0.0.1, 240.0.0.0/4", "192.88.99.1, 192.88.99.0/24", "5f00::1, 5f00::/16"})
  void anAllowedNetworkIsAnException(String address, String network) {
    AddressPolicy policy =
        new AddressPolicy(true, Networks.parse(network), Networks.NONE, OwnEndpoints.NONE);
    assertThat(policy.refusal(InetAddress.ofLiteral(address), 80)).isNull();
  }

  private static InetAddress first(Network network) {
    return address(network, BigInteger.ZERO);
  }

  private static InetAddress middle(Network network) {
    int free = network.prefix().length() * 4 - network.bits();
    return address(network, BigInteger.ONE.shiftLeft(free).shiftRight(1).max(BigInteger.ONE));
  }

  private static InetAddress address(Network network, BigInteger offset) {
    byte[] bytes = HexFormat.of().parseHex(network.prefix());
    int free = bytes.length * 8 - network.bits();
    if (free == 0) {
      offset = BigInteger.ZERO;
    }
    byte[] sum = new BigInteger(1, bytes).add(offset).toByteArray();
    byte[] address = new byte[bytes.length];
    int taken = Math.min(sum.length, address.length);
    System.arraycopy(sum, sum.length - taken, address, address.length - taken, taken);
    try {
      return InetAddress.getByAddress(Arrays.copyOf(address, address.length));
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }
}
