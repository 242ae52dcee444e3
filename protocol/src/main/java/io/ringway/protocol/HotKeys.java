package io.ringway.protocol;

import java.util.List;

/**
 * The most frequent keys of one cluster in one window, with an upper bound for all others. {@link
 * KeyTally} adds up windows, event loops and balancers.
 *
 * @param requests all requests that carried a key
 * @param keys the most frequent ones, in descending order
 * @param unlisted upper bound for the requests of any key that is not in the list
 */
public record HotKeys(long requests, List<HotKey> keys, long unlisted) {

  /** No requests with a key. */
  public static final HotKeys NONE = new HotKeys(0, List.of(), 0);

  /** The maximum number of keys in the list. */
  public static final int MAX_KEYS = 1_000;

  /** The maximum count: more requests than any window has, so that sums never overflow. */
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

  /** Returns the share of requests that carried this key, at most, from 0 to 1. */
  public double share(HotKey key) {
    return requests == 0 ? 0 : (double) key.count() / requests;
  }

  /**
   * Returns the share of requests that are counted for the key but may belong to others, from 0 to
   * 1.
   */
  public double doubt(HotKey key) {
    return requests == 0 ? 0 : (double) key.error() / requests;
  }

  /** Returns a copy without the texts of the keys, for a cluster that does not show them. */
  public HotKeys hidden() {
    return new HotKeys(requests, keys.stream().map(HotKey::without).toList(), unlisted);
  }
}
