package io.ringway.balancer.resolver;

import io.ringway.protocol.NameFailure;
import java.net.InetAddress;
import java.util.List;

/**
 * The addresses of one family that a name has.
 *
 * @param addresses in the order of the response; none when there is a failure
 * @param failure the reason why there are none
 * @param ttlMillis time to live of the addresses
 */
record FamilyAddresses(List<InetAddress> addresses, NameFailure failure, long ttlMillis) {

  static FamilyAddresses found(List<InetAddress> addresses, long ttlMillis) {
    return addresses.isEmpty()
        ? failed(NameFailure.NO_ADDRESS)
        : new FamilyAddresses(List.copyOf(addresses), NameFailure.NONE, ttlMillis);
  }

  static FamilyAddresses failed(NameFailure failure) {
    return new FamilyAddresses(List.of(), failure, Long.MAX_VALUE);
  }

  boolean found() {
    return failure == NameFailure.NONE;
  }
}
