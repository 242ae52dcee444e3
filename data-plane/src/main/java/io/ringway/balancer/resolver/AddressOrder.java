package io.ringway.balancer.resolver;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The order in which the addresses of a name are tried (RFC 8305 section 4). Those without a route
 * come last (RFC 6724 section 5, rule 1), so that IPv6 costs nothing where there is none; the
 * others alternate between the families and begin with IPv6.
 */
final class AddressOrder {

  /** The most addresses of one name that are used: DNS may return thousands. */
  static final int MOST = 16;

  private static final int DISCARD = 9; // nothing is ever sent there

  private AddressOrder() {}

  /**
   * Puts addresses in order.
   *
   * @param before the order until now, which is kept among the addresses that remain: DNS servers
   *     rotate their responses, which is no reason to change
   */
  static List<InetAddress> of(List<InetAddress> addresses, List<InetAddress> before) {
    return of(addresses, before, AddressOrder::hasRoute);
  }

  static List<InetAddress> of(
      List<InetAddress> addresses, List<InetAddress> before, Predicate<InetAddress> hasRoute) {
    Set<InetAddress> stable = new LinkedHashSet<>(before);
    stable.retainAll(Set.copyOf(addresses));
    stable.addAll(addresses);
    Deque<InetAddress> six = new ArrayDeque<>();
    Deque<InetAddress> four = new ArrayDeque<>();
    List<InetAddress> unreachable = new ArrayList<>();
    for (InetAddress address : stable) {
      if (!hasRoute.test(address)) {
        unreachable.add(address);
      } else if (address instanceof Inet6Address) {
        six.add(address);
      } else {
        four.add(address);
      }
    }
    List<InetAddress> order = new ArrayList<>(stable.size());
    while (!six.isEmpty() || !four.isEmpty()) {
      if (!six.isEmpty()) {
        order.add(six.remove());
      }
      if (!four.isEmpty()) {
        order.add(four.remove());
      }
    }
    order.addAll(unreachable);
    return List.copyOf(order.subList(0, Math.min(MOST, order.size())));
  }

  /** Tells whether the kernel has a route and a source address, without sending anything. */
  private static boolean hasRoute(InetAddress address) {
    try (DatagramChannel probe = DatagramChannel.open()) {
      probe.connect(new InetSocketAddress(address, DISCARD));
      return true;
    } catch (IOException | UnsupportedAddressTypeException e) {
      return false;
    }
  }
}
