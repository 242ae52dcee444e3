package io.ringway.protocol;

import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * Adds counts of keys up over event loops, windows and balancers, such that the bounds of the sum
 * are right.
 *
 * <p>A key that one part does not list was asked for there at most {@code unlisted} times, so the
 * sum adds that to the key's count and to its error. This is how summaries of Space-Saving are
 * merged without losing their guarantee: Agarwal, Cormode, Huang, Phillips, Wei, Yi, "Mergeable
 * Summaries", PODS 2012. Not safe for use by several threads.
 */
public final class KeyTally {

  private final Map<Long, Sum> sums = new HashMap<>();
  private long requests;
  private long unlisted;
  private long part;

  /** What the parts say of one key, beyond the bound that each part has for keys in general. */
  private static final class Sum {
    private long count;
    private long error;
    private String key = "";
  }

  /** Nothing was counted yet. */
  public KeyTally() {}

  /** Adds a part. */
  public void add(HotKeys more) {
    begin(more.requests(), more.unlisted());
    for (HotKey key : more.keys()) {
      add(HexFormat.fromHexDigitsToLong(key.hash()), key.key(), key.count(), key.error());
    }
  }

  /**
   * Begins a part.
   *
   * @param requests all of the part's requests with a key
   * @param unlisted the most requests of a key that the part does not list
   */
  public void begin(long requests, long unlisted) {
    this.requests += requests;
    this.unlisted += unlisted;
    part = unlisted;
  }

  /** Adds a key of the part that was begun last; each key once. */
  public void add(long fingerprint, String key, long count, long error) {
    Sum sum = sums.computeIfAbsent(fingerprint, _ -> new Sum());
    sum.count += count - part;
    sum.error += error - part;
    if (sum.key.isEmpty()) {
      sum.key = key;
    }
  }

  /** The sum, with so many keys at most. */
  public HotKeys top(int most) {
    List<HotKey> sorted =
        sums.entrySet().stream()
            .map(entry -> hotKey(entry.getKey(), entry.getValue()))
            .sorted(Comparator.comparingLong(HotKey::count).reversed().thenComparing(HotKey::hash))
            .limit(most + 1L)
            .toList();
    long others = Math.min(unlisted, requests);
    return sorted.size() <= most
        ? new HotKeys(requests, sorted, others)
        : new HotKeys(
            requests, sorted.subList(0, most), Math.max(others, sorted.getLast().count()));
  }

  /** No key has more requests than there were. */
  private HotKey hotKey(long fingerprint, Sum sum) {
    long most = sum.count + unlisted;
    long least = most - (sum.error + unlisted);
    long count = Math.min(most, requests);
    return new HotKey(
        HexFormat.of().toHexDigits(fingerprint), sum.key, count, count - Math.min(least, count));
  }
}
