package io.ringway.protocol;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Adjustments to the ring of a cluster: load bound, slow start, pins.
 *
 * @param boundedLoad the maximum number of requests in flight on a server, as a multiple of its
 *     fair share of all in flight, 1 to 100; more go to their next candidates; 0 switches it off
 * @param rampMillis slow start: how long a server that joins takes to get all of its keys, 0 to
 *     3,600,000 ms; 0 assigns them at once
 * @param showKeys whether keys are shown and reported in plain text; else by their fingerprint
 * @param pins keys that do not go where the ring places them, at most 1,000, one for each key;
 *     identified by their fingerprints alone unless keys are shown
 */
public record Steering(double boundedLoad, int rampMillis, boolean showKeys, List<Pin> pins) {

  /** The maximum number of pins in a cluster. */
  public static final int MAX_PINS = 1_000;

  /** No adjustments. */
  public static final Steering NONE = new Steering(0, 0, false, List.of());

  /**
   * Checks the ranges and that no key is pinned twice. Drops keys that are not to be shown, so that
   * they reach no log, no response and no other process.
   */
  public Steering {
    if (boundedLoad != 0 && !(boundedLoad >= 1 && boundedLoad <= 100)) {
      throw new IllegalArgumentException(
          "The load bound is "
              + boundedLoad
              + ": give a multiple of the fair load from 1 to 100, such as 1.25, or 0 for none.");
    }
    Validation.range("ramp of joining servers in ms", rampMillis, 0, 3_600_000);
    pins = showKeys ? List.copyOf(pins) : pins.stream().map(Pin::withoutKey).toList();
    Validation.range("number of pins", pins.size(), 0, MAX_PINS);
    Set<String> seen = new HashSet<>();
    for (Pin pin : pins) {
      if (!seen.add(pin.hash())) {
        throw new IllegalArgumentException(
            "The key "
                + (pin.key().isEmpty() ? "with the hash " + pin.hash() : "'" + pin.key() + "'")
                + " is pinned twice: keep one of the pins.");
      }
    }
  }

  /** Returns a copy with another load bound. */
  public Steering bounded(double bound) {
    return new Steering(bound, rampMillis, showKeys, pins);
  }

  /** Returns a copy that shows keys, or does not. */
  public Steering showing(boolean keys) {
    return new Steering(boundedLoad, rampMillis, keys, pins);
  }

  /** Returns a copy with other pins. */
  public Steering with(List<Pin> others) {
    return new Steering(boundedLoad, rampMillis, showKeys, others);
  }

  /** Returns the pin of a key by its fingerprint, if it has one. */
  public Optional<Pin> pin(String hash) {
    return pins.stream().filter(pin -> pin.hash().equals(hash)).findFirst();
  }
}
