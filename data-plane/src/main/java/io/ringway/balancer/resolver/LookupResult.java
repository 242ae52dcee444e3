package io.ringway.balancer.resolver;

import io.ringway.protocol.NameFailure;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * The result of one lookup of a name.
 *
 * @param four its IPv4 addresses
 * @param six its IPv6 addresses
 */
record LookupResult(FamilyAddresses four, FamilyAddresses six) {

  static LookupResult failed(NameFailure failure) {
    return new LookupResult(FamilyAddresses.failed(failure), FamilyAddresses.failed(failure));
  }

  /** Creates a result from addresses of both families. */
  static LookupResult of(List<InetAddress> addresses, long ttlMillis) {
    return new LookupResult(
        FamilyAddresses.found(addresses.stream().filter(LookupResult::isFour).toList(), ttlMillis),
        FamilyAddresses.found(
            addresses.stream().filter(each -> !isFour(each)).toList(), ttlMillis));
  }

  private static boolean isFour(InetAddress address) {
    return address instanceof Inet4Address;
  }

  boolean found() {
    return four.found() || six.found();
  }

  long ttlMillis() {
    return Math.min(four.ttlMillis(), six.ttlMillis());
  }

  /** Returns the reason why there is no address; a DNS failure outranks a missing record. */
  NameFailure failure() {
    if (found()) {
      return NameFailure.NONE;
    }
    if (six.failure().isOfDns() && !four.failure().isOfDns()) {
      return six.failure();
    }
    return four.failure() == NameFailure.NO_ADDRESS ? six.failure() : four.failure();
  }

  /**
   * Returns the addresses to use now. A family whose lookup failed keeps its last addresses: the
   * lack of a response does not mean that they are gone.
   */
  List<InetAddress> upon(List<InetAddress> lastGood) {
    if (!found()) {
      return lastGood;
    }
    List<InetAddress> now = new ArrayList<>(four.addresses());
    now.addAll(six.addresses());
    for (InetAddress known : lastGood) {
      if ((isFour(known) ? four : six).failure().isOfDns()) {
        now.add(known);
      }
    }
    return now;
  }
}
