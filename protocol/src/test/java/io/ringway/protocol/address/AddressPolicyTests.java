package io.ringway.protocol.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressPolicyTests {

  @ParameterizedTest
  @CsvSource({
    "0.0.0.0, NO_MACHINE",
    "0.1.2.3, NO_MACHINE",
    "::, NO_MACHINE",
    "255.255.255.255, NO_MACHINE",
    "224.0.0.1, MULTICAST",
    "ff02::1, MULTICAST",
    "169.254.169.254, LINK_LOCAL",
    "fe80::1, LINK_LOCAL",
    "168.63.129.16, CLOUD_SERVICE",
    "100.100.100.200, CLOUD_SERVICE",
    "fd00:ec2::254, CLOUD_SERVICE",
    "fd00:ec2::253, CLOUD_SERVICE",
    "fd20:ce::254, CLOUD_SERVICE",
    "192.0.0.192, PROTOCOL_ASSIGNMENT",
  })
  void anAddressThatIsNoServersIsRefused(String address, AddressRefusal why) {
    assertThat(refusal(AddressPolicy.STANDARD, address)).isEqualTo(why);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "::ffff:169.254.169.254", // IPv4-mapped
        "::169.254.169.254", // IPv4-compatible
        "::ffff:0:a9fe:a9fe", // IPv4-translated
        "64:ff9b::a9fe:a9fe", // NAT64
        "64:ff9b:1::a9fe:a9fe", // NAT64 with a local prefix, /96
        "64:ff9b:1:a9fe:a9:fe00::", // /48
        "64:ff9b:1:a9:fe:a9fe::", // /56
        "64:ff9b:1:0:a9:fea9:fe00:0", // /64
        "2002:a9fe:a9fe::", // 6to4
        "2001:0:a9fe:a9fe::", // Teredo, its server
        "2001::5601:5601", // Teredo, its client
        "fd12::5efe:a9fe:a9fe", // ISATAP
        "fd12::200:5efe:a9fe:a9fe"
      })
  void anAddressWithinAnotherOneIsJudgedToo(String address) {
    assertThat(refusal(AddressPolicy.STANDARD, address)).isEqualTo(AddressRefusal.LINK_LOCAL);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10.0.0.7",
        "100.64.0.1",
        "172.17.0.2",
        "192.168.1.1",
        "192.0.1.1",
        "8.8.8.8",
        "fd12::7",
        "2a00:1450::1",
        "64:ff9b::808:808",
        "2002:808:808::1",
        "127.0.0.1",
        "::1"
      })
  void anAddressThatCanBeAServersIsNotRefused(String address) {
    assertThat(refusal(AddressPolicy.STANDARD, address)).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1"})
  void loopbackIsRefusedWhereItIsNotAllowed(String address) {
    var policy = new AddressPolicy(false, Networks.NONE, Networks.NONE, OwnEndpoints.NONE);
    assertThat(refusal(policy, address)).isEqualTo(AddressRefusal.LOOPBACK);
  }

  @Test
  void anAllowedNetworkIsAnExceptionFromAllButWhatNamesNoMachineAndRingwayItself() {
    var policy =
        new AddressPolicy(
            false,
            Networks.parse("169.254.0.0/16,127.0.0.1,10.1.0.0/16,0.0.0.0/0"),
            Networks.parse("10.0.0.0/8"),
            (_, port) -> port == 8080);
    assertThat(policy.refusal(InetAddress.ofLiteral("127.0.0.1"), 8080))
        .isEqualTo(AddressRefusal.OWN_ENDPOINT);
    assertThat(refusal(policy, "169.254.169.254")).isNull();
    assertThat(refusal(policy, "127.0.0.1")).isNull();
    assertThat(refusal(policy, "10.1.2.3")).isNull();
    assertThat(refusal(policy, "0.0.0.0")).isEqualTo(AddressRefusal.NO_MACHINE);
    assertThat(refusal(policy, "224.0.0.1")).isEqualTo(AddressRefusal.MULTICAST);
  }

  @Test
  void aDeniedNetworkIsRefusedAlsoWithinAnotherAddress() {
    var policy =
        new AddressPolicy(true, Networks.NONE, Networks.parse("10.0.0.0/8"), OwnEndpoints.NONE);
    assertThat(refusal(policy, "10.1.2.3")).isEqualTo(AddressRefusal.DENIED);
    assertThat(refusal(policy, "2002:a01:203::")).isEqualTo(AddressRefusal.DENIED);
    assertThat(refusal(policy, "11.1.2.3")).isNull();
  }

  @Test
  void anEndpointOfRingwayIsRefusedAtItsPortOnly() {
    var policy =
        new AddressPolicy(
            true,
            Networks.NONE,
            Networks.NONE,
            (address, port) -> port == 8080 && address.isLoopbackAddress());
    assertThat(policy.refusal(InetAddress.ofLiteral("127.0.0.1"), 8080))
        .isEqualTo(AddressRefusal.OWN_ENDPOINT);
    assertThat(policy.refusal(InetAddress.ofLiteral("64:ff9b::7f00:1"), 8080))
        .isEqualTo(AddressRefusal.OWN_ENDPOINT);
    assertThat(policy.refusal(InetAddress.ofLiteral("127.0.0.1"), 8081)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "10.0.0.0/33", "10.0.0.0/", "10.0.0/8", "a/8", "fd00::/129", "10.0.0.0/+8"})
  void whatIsNoNetworkIsRefusedByName(String text) {
    assertThatThrownBy(() -> Network.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + text + "' is no network");
  }

  private static AddressRefusal refusal(AddressPolicy policy, String address) {
    return policy.refusal(InetAddress.ofLiteral(address), 80);
  }
}
