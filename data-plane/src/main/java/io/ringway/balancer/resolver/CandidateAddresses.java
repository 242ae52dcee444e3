package io.ringway.balancer.resolver;

import io.ringway.protocol.Resolution;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;

/**
 * The addresses of a server at one moment.
 *
 * @param addresses allowed addresses, in the order to try them; the first is in use
 * @param lookedUp whether there was a lookup; an empty list has no meaning before
 * @param resolution the same for people, with the reasons why there are not more
 */
public record CandidateAddresses(
    List<InetSocketAddress> addresses, boolean lookedUp, Resolution resolution) {

  /** Copies the list. */
  public CandidateAddresses {
    addresses = List.copyOf(addresses);
  }

  /** Tells whether the server has this address. */
  public boolean contains(SocketAddress address) {
    for (int i = 0; i < addresses.size(); i++) {
      if (addresses.get(i).equals(address)) {
        return true;
      }
    }
    return false;
  }
}
