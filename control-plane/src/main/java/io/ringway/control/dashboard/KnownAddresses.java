package io.ringway.control.dashboard;

import io.ringway.control.shell.TimeText;
import io.ringway.protocol.RefusedAddress;
import io.ringway.protocol.Resolution;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The resolved addresses of a server at one balancer, formatted for the page.
 *
 * @param inUse the address in use, followed by those that are tried after it; empty when there are
 *     none
 * @param trouble a sentence for each lookup failure or refused address
 */
record KnownAddresses(String inUse, List<String> trouble) {

  static KnownAddresses of(Resolution told) {
    List<String> trouble = new ArrayList<>();
    if (!told.resolved()) {
      trouble.add(
          "Name not resolved since %s: %s. %s"
              .formatted(
                  TimeText.minute(Instant.ofEpochMilli(told.unresolvedSince())),
                  told.failure().description(),
                  told.addresses().isEmpty()
                      ? "It has no address."
                      : "The last good address is used."));
    }
    for (RefusedAddress refused : told.refused()) {
      trouble.add("Refused: %s %s.".formatted(refused.address(), refused.reason().description()));
    }
    return new KnownAddresses(inUse(told.addresses()), List.copyOf(trouble));
  }

  private static String inUse(List<String> addresses) {
    if (addresses.size() < 2) {
      return String.join("", addresses);
    }
    return addresses.getFirst()
        + ", then "
        + String.join(", ", addresses.subList(1, addresses.size()));
  }
}
