package io.ringway.protocol;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What softens or overrides the ring of a cluster.
 *
 * @param boundedLoad the most requests in flight that a server may have, as a multiple of its fair
 *     part of all in flight, 1 to 100; more go to their next candidates; 0 switches it off
 * @param rampMillis how long a server that joins takes to get all of its keys, 0 to 3,600,000 ms; 0
 *     gives them at once
 * @param showKeys whether keys are shown and reported as they are; else by their fingerprint
 * @param pins keys that do not go where the ring puts them, at most 1,000, one for each key; known
 *     by their fingerprints alone unless keys are shown
 */
public record Steering(double boundedLoad, int rampMillis, boolean showKeys, List<Pin> pins) {

  /** The most pins of a cluster. */
  public static final int MAX_PINS = 1_000;

  /** The ring alone decides. */
  public static final Steering NONE = new Steering(0, 0, false, List.of());

  /**
   * Checks the ranges and that no key is pinned twice. Forgets keys that are not to be shown, so
   * that they reach no log, no answer and no other process.
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

  /** The same with another load bound. */
  public Steering bounded(double bound) {
    return new Steering(bound, rampMillis, showKeys, pins);
  }

  /** The same, showing keys or not. */
  public Steering showing(boolean keys) {
    return new Steering(boundedLoad, rampMillis, keys, pins);
  }

  /** The same with other pins. */
  public Steering with(List<Pin> others) {
    return new Steering(boundedLoad, rampMillis, showKeys, others);
  }

  /** The pin of the key with this fingerprint, if it has one. */
  public Optional<Pin> pin(String hash) {
    return pins.stream().filter(pin -> pin.hash().equals(hash)).findFirst();
  }
}
