package io.ringway.protocol.address;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * A list of address ranges.
 *
 * @param each may overlap, may be none
 */
public record Networks(List<Network> each) {

  /** No address is in it. */
  public static final Networks NONE = new Networks(List.of());

  /** Keeps the list as it is now. */
  public Networks {
    each = List.copyOf(each);
  }

  /**
   * Reads a list of networks.
   *
   * @param list addresses and networks in CIDR form, separated by commas; may be empty
   * @throws IllegalArgumentException naming the part that is none
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

  /** Tells whether an address of 4 or 16 bytes is in one of them. */
  public boolean contains(byte[] address) {
    for (int i = 0; i < each.size(); i++) {
      if (each.get(i).contains(address)) {
        return true;
      }
    }
    return false;
  }

  /** Tells whether a peer is in one of them. */
  public boolean contains(SocketAddress peer) {
    return !each.isEmpty()
        && peer instanceof InetSocketAddress remote
        && contains(remote.getAddress().getAddress());
  }
}
