package io.ringway.protocol.address;

import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rule for the addresses that servers may have. Balancers connect to whatever is configured. So
 * an address that only serves to reach a machine's own services, a cloud's metadata or Ringway
 * itself is refused (OWASP: server-side request forgery).
 *
 * <p>A name is judged by each address that it resolves to, every time it is resolved: its addresses
 * at configuration time say nothing about later ones (DNS rebinding). The control plane judges what
 * is saved and previewed, a balancer what it connects to.
 *
 * <p>These rows of the registries of special addresses (IANA, RFC 6890) are not refused: private
 * and shared addresses, where servers usually are; the site-local addresses {@code fec0::/10},
 * which are deprecated private ones (RFC 3879) and lead to nothing else; networks for documentation
 * and benchmarks, which examples, tests and laboratories use and which hold nothing of value; and
 * anycast services of the internet (AS112, AMT), which are public.
 *
 * @param allowLoopback whether servers may be on the judging machine itself
 * @param allowed exceptions from all rules except those for addresses that name no machine and for
 *     endpoints of Ringway itself
 * @param denied further networks in which no server may be
 * @param own the endpoints of Ringway itself
 */
public record AddressPolicy(
    boolean allowLoopback, Networks allowed, Networks denied, OwnEndpoints own) {

  /** The policy without exceptions; loopback is allowed. */
  public static final AddressPolicy STANDARD =
      new AddressPolicy(true, Networks.NONE, Networks.NONE, OwnEndpoints.NONE);

  private static final Network THIS_NETWORK = Network.parse("0.0.0.0/8");
  private static final Network BROADCAST = Network.parse("255.255.255.255");
  private static final Network RESERVED = Network.parse("240.0.0.0/4");

  private static final Networks DISCARDED =
      new Networks(
          List.of(Network.parse("100::/64"), Network.parse("100:0:0:1::/64"))); // a dummy prefix

  private static final Networks PROTOCOLS =
      new Networks(
          List.of(
              Network.parse("192.0.0.0/24"),
              Network.parse("192.88.99.0/24"), // relays of 6to4
              Network.parse("2001::/23"),
              Network.parse("5f00::/16"))); // segment identifiers (SRv6)

  /** Parts of {@link #PROTOCOLS} that are ordinary addresses, as their IPv4 counterparts are. */
  private static final Networks NOT_OF_PROTOCOLS =
      new Networks(
          List.of(
              Network.parse("2001::/32"), // Teredo: judged by the embedded addresses
              Network.parse("2001:2::/48"), // benchmarks, as 198.18.0.0/15
              Network.parse("2001:3::/32"), // AMT, as 192.52.193.0/24
              Network.parse("2001:4:112::/48"))); // AS112, as 192.31.196.0/24

  private static final Network LOOPBACK = Network.parse("127.0.0.0/8");

  /** The services of clouds outside of link-local addresses and {@link #PROTOCOLS}. */
  private static final Networks CLOUD_SERVICES =
      new Networks(
          List.of(
              Network.parse("fd00:ec2::/32"), // AWS: metadata, DNS and time over IPv6
              Network.parse("fd20:ce::254"), // Google: metadata over IPv6
              Network.parse("fd00:42::42"), // Scaleway: metadata over IPv6
              Network.parse("168.63.129.16"), // Azure: the host's agent
              Network.parse("100.100.100.200"))); // Alibaba: metadata

  /** Returns a copy that allows servers on the judging machine itself. */
  public AddressPolicy withLoopback() {
    return allowLoopback ? this : new AddressPolicy(true, allowed, denied, own);
  }

  /**
   * Judges an address. Takes a microsecond, and a system call or two for an address that might be
   * one of Ringway's own, so do not call it for each request.
   *
   * @param port of the server, 1 to 65,535
   * @return why no server may be there, or null
   */
  public @Nullable AddressRefusal refusal(InetAddress address, int port) {
    AddressRefusal refusal = refusalOfOne(address, port);
    for (InetAddress inner : EmbeddedAddresses.in(address.getAddress())) {
      if (refusal == null && !THIS_NETWORK.contains(inner.getAddress())) { // zeros are padding
        AddressRefusal within = refusalOfOne(inner, port);
        // Not every interpretation of the bits applies: 64:ff9b:1:fffe::/96 (RFC 8215) is no
        // 255.254.0.0.
        refusal = within == AddressRefusal.RESERVED ? null : within;
      }
    }
    return refusal;
  }

  private @Nullable AddressRefusal refusalOfOne(InetAddress address, int port) {
    byte[] bytes = address.getAddress();
    if (address.isAnyLocalAddress()
        || THIS_NETWORK.contains(bytes)
        || BROADCAST.contains(bytes)
        || DISCARDED.contains(bytes)) {
      return AddressRefusal.NO_MACHINE;
    }
    if (address.isMulticastAddress()) {
      return AddressRefusal.MULTICAST;
    }
    if (own.contains(address, port)) {
      return AddressRefusal.OWN_ENDPOINT;
    }
    if (allowed.contains(bytes)) {
      return null;
    }
    if (denied.contains(bytes)) {
      return AddressRefusal.DENIED;
    }
    if (address.isLinkLocalAddress()) {
      return AddressRefusal.LINK_LOCAL;
    }
    if (CLOUD_SERVICES.contains(bytes)) {
      return AddressRefusal.CLOUD_SERVICE;
    }
    if (PROTOCOLS.contains(bytes) && !NOT_OF_PROTOCOLS.contains(bytes)) {
      return AddressRefusal.PROTOCOL_ASSIGNMENT;
    }
    if (RESERVED.contains(bytes)) {
      return AddressRefusal.RESERVED;
    }
    return !allowLoopback && (address.isLoopbackAddress() || LOOPBACK.contains(bytes))
        ? AddressRefusal.LOOPBACK
        : null;
  }
}
