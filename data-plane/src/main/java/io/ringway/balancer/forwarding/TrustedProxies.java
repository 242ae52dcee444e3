package io.ringway.balancer.forwarding;

import io.netty.util.NetUtil;
import io.ringway.protocol.address.Networks;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * The trusted proxies in front of the balancer, and the field in which they name their client.
 * Believing two fields would let a client forge the one that its proxy does not write.
 *
 * @param networks the addresses of the proxies
 * @param header the field that they write
 */
public record TrustedProxies(Networks networks, Header header) {

  /** No trusted proxy: every peer is the client itself. */
  public static final TrustedProxies NOBODY =
      new TrustedProxies(Networks.NONE, Header.X_FORWARDED_FOR);

  /** The field in which a proxy names its client. */
  public enum Header {
    /** {@code X-Forwarded-For}, with {@code -Proto} and {@code -Host}. */
    X_FORWARDED_FOR,
    /** {@code Forwarded}: RFC 7239. */
    FORWARDED
  }

  /**
   * Reads a list of networks.
   *
   * @param list addresses and networks in CIDR form, separated by commas; may be empty
   * @throws IllegalArgumentException naming the part that is none
   */
  public static TrustedProxies parse(String list, Header header) {
    return new TrustedProxies(Networks.parse(list), header);
  }

  /** Returns whether this address is one of theirs. */
  public boolean contains(byte[] address) {
    return networks.contains(address);
  }

  /** Returns the bytes of an address in text, without a lookup; null when it is none. */
  public static byte @Nullable [] address(String text) {
    byte[] raw = NetUtil.createByteArrayFromIpAddressString(text);
    if (raw == null || text.indexOf('%') >= 0) {
      return null;
    }
    try {
      // An IPv4 address within an IPv6 one is the same address.
      return InetAddress.getByAddress(raw).getAddress();
    } catch (UnknownHostException e) {
      throw new IllegalStateException("An address has 4 or 16 bytes.", e);
    }
  }
}
