package io.ringway.protocol.address;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * A list of address ranges.
 *
 * @param each may overlap, may be empty
 */
public record Networks(List<Network> each) {

  /** The empty list. */
  public static final Networks NONE = new Networks(List.of());

  /** Copies the list. */
  public Networks {
    each = List.copyOf(each);
  }

  /**
   * Parses a list of networks.
   *
   * @param list addresses and networks in CIDR form, separated by commas; may be empty
   * @throws IllegalArgumentException naming the invalid part
   */
  public static Networks parse(String list) {
    List<Network> networks = new ArrayList<>();
    for (String part : list.split(",", -1)) {
      if (!part.isBlank()) {
        networks.add(Network.parse(part.strip()));
      }
    }
    return new Networks(networks);
  }

  /** Returns whether an address of 4 or 16 bytes is in one of them. */
  public boolean contains(byte[] address) {
    for (int i = 0; i < each.size(); i++) {
      if (each.get(i).contains(address)) {
        return true;
      }
    }
    return false;
  }

  /** Returns whether a peer is in one of them. */
  public boolean contains(SocketAddress peer) {
    return !each.isEmpty()
        && peer instanceof InetSocketAddress remote
        && contains(remote.getAddress().getAddress());
  }
}
