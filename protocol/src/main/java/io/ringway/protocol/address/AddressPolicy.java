package io.ringway.protocol.address;

import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rule for the addresses that servers may have. Balancers connect to whatever is configured, so
 * an address that only serves to reach a machine's own services, a cloud's metadata or Ringway
 * itself is refused (OWASP: server-side request forgery).
 *
 * <p>A name is judged by each address that it resolves to, whenever it is resolved: what it
 * resolved to when it was configured says nothing about later (DNS rebinding). The control plane
 * judges what is saved and previewed, a balancer what it connects to.
 *
 * @param allowLoopback whether servers may be on the judging machine itself
 * @param allowed exceptions from all rules but those for addresses that name no machine and for
 *     endpoints of Ringway itself
 * @param denied further networks in which no server may be
 * @param own the endpoints of Ringway itself
 */
public record AddressPolicy(
    boolean allowLoopback, Networks allowed, Networks denied, OwnEndpoints own) {

  /** The rule without exceptions; loopback is allowed. */
  public static final AddressPolicy STANDARD =
      new AddressPolicy(true, Networks.NONE, Networks.NONE, OwnEndpoints.NONE);

  private static final Network THIS_NETWORK = Network.parse("0.0.0.0/8");
  private static final Network BROADCAST = Network.parse("255.255.255.255");
  private static final Network PROTOCOLS = Network.parse("192.0.0.0/24");
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

  /** Returns the same policy, with servers on the judging machine itself allowed. */
  public AddressPolicy withLoopback() {
    return allowLoopback ? this : new AddressPolicy(true, allowed, denied, own);
  }

  /**
   * Judges an address. Takes a microsecond, and a system call or two for an address that might be
   * one of Ringway's own: not for the path of a request.
   *
   * @param port of the server, 1 to 65,535
   * @return why no server may be there, or null
   */
  public @Nullable AddressRefusal refusal(InetAddress address, int port) {
    AddressRefusal refusal = refusalOfOne(address, port);
    for (InetAddress inner : EmbeddedAddresses.in(address.getAddress())) {
      if (refusal == null && !THIS_NETWORK.contains(inner.getAddress())) { // zeros are padding
        refusal = refusalOfOne(inner, port);
      }
    }
    return refusal;
  }

  private @Nullable AddressRefusal refusalOfOne(InetAddress address, int port) {
    byte[] bytes = address.getAddress();
    if (address.isAnyLocalAddress() || THIS_NETWORK.contains(bytes) || BROADCAST.contains(bytes)) {
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
    if (PROTOCOLS.contains(bytes)) {
      return AddressRefusal.PROTOCOL_ASSIGNMENT;
    }
    return !allowLoopback && (address.isLoopbackAddress() || LOOPBACK.contains(bytes))
        ? AddressRefusal.LOOPBACK
        : null;
  }
}
