package io.ringway.balancer.resolver;

import java.net.InetAddress;
import java.util.List;

/**
 * The last good addresses of a name.
 *
 * @param addresses at least one, in the order in which they are tried
 * @param atMillis time of the last lookup that found them, milliseconds since 1970 UTC
 */
record LastGoodAddresses(List<InetAddress> addresses, long atMillis) {
  LastGoodAddresses {
    addresses = List.copyOf(addresses);
  }
}
