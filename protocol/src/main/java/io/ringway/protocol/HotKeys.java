package io.ringway.protocol;

import java.util.List;

/**
 * How often the keys of one cluster were asked for in one window: the most frequent ones, and a
 * bound for every other. {@link KeyTally} adds windows, event loops and balancers up.
 *
 * @param requests all requests that carried a key
 * @param keys the most frequent ones, most first
 * @param unlisted no key that is not in the list was asked for more often than this
 */
public record HotKeys(long requests, List<HotKey> keys, long unlisted) {

  /** No request carried a key. */
  public static final HotKeys NONE = new HotKeys(0, List.of(), 0);

  /** The most keys that are listed. */
  public static final int MAX_KEYS = 1_000;

  /** More requests than any window has; so that sums never overflow. */
  private static final long MAX_REQUESTS = 1L << 48;

  /** Checks the ranges. */
  public HotKeys {
    keys = List.copyOf(keys);
    Validation.range("number of hot keys", keys.size(), 0, MAX_KEYS);
    Validation.range("number of requests with a key", requests, 0, MAX_REQUESTS);
    Validation.range("number of requests of an unlisted key", unlisted, 0, requests);
    for (HotKey key : keys) {
      Validation.range("number of requests of a hot key", key.count(), 0, requests);
    }
  }

  /** The part of the requests that carried this key, at most, from 0 to 1. */
  public double share(HotKey key) {
    return requests == 0 ? 0 : (double) key.count() / requests;
  }

  /**
   * The part of the requests that may be counted for the key without being its own, from 0 to 1.
   */
  public double doubt(HotKey key) {
    return requests == 0 ? 0 : (double) key.error() / requests;
  }

  /** The same without what the keys are, for a cluster that does not show them. */
  public HotKeys hidden() {
    return new HotKeys(requests, keys.stream().map(HotKey::without).toList(), unlisted);
  }
}
