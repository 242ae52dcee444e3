package io.ringway.balancer.resolver;

import io.ringway.protocol.NameFailure;
import java.net.InetAddress;
import java.util.List;

/**
 * The addresses of one family that a name has.
 *
 * @param addresses in the order of the answer; none when there is a failure
 * @param failure why there are none
 * @param ttlMillis how long the addresses hold
 */
record FamilyAnswer(List<InetAddress> addresses, NameFailure failure, long ttlMillis) {

  static FamilyAnswer found(List<InetAddress> addresses, long ttlMillis) {
    return addresses.isEmpty()
        ? failed(NameFailure.NO_ADDRESS)
        : new FamilyAnswer(List.copyOf(addresses), NameFailure.NONE, ttlMillis);
  }

  static FamilyAnswer failed(NameFailure failure) {
    return new FamilyAnswer(List.of(), failure, Long.MAX_VALUE);
  }

  boolean found() {
    return failure == NameFailure.NONE;
  }
}
