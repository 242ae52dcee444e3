package io.ringway.protocol;

import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * A sum of key counts over event loops, windows and balancers whose error bounds stay correct.
 *
 * <p>A key that one part does not list occurred there at most {@code unlisted} times, so the sum
 * adds that number to the key's count and to its error. This merges summaries of Space-Saving
 * without losing their guarantee: Agarwal, Cormode, Huang, Phillips, Wei, Yi, "Mergeable
 * Summaries", PODS 2012. Not thread-safe.
 */
public final class KeyTally {

  private final Map<Long, Sum> sums = new HashMap<>();
  private long requests;
  private long unlisted;
  private long part;

  /**
   * The sums of one key over the parts that list it, beyond the bound that each part has for
   * unlisted keys.
   */
  private static final class Sum {
    private long count;
    private long error;
    private String key = "";
  }

  /** Creates an empty sum. */
  public KeyTally() {}

  /** Adds a part. */
  public void add(HotKeys more) {
    begin(more.requests(), more.unlisted());
    for (HotKey key : more.keys()) {
      add(HexFormat.fromHexDigitsToLong(key.hash()), key.key(), key.count(), key.error());
    }
  }

  /**
   * Starts a part.
   *
   * @param requests all of the part's requests with a key
   * @param unlisted the maximum number of requests of a key that the part does not list
   */
  public void begin(long requests, long unlisted) {
    this.requests += requests;
    this.unlisted += unlisted;
    part = unlisted;
  }

  /** Adds a key of the part that was started last. Each key may be added once. */
  public void add(long fingerprint, String key, long count, long error) {
    Sum sum = sums.computeIfAbsent(fingerprint, _ -> new Sum());
    sum.count += count - part;
    sum.error += error - part;
    if (sum.key.isEmpty()) {
      sum.key = key;
    }
  }

  /** Returns the sum, limited to the most frequent keys. */
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

  /** Returns one entry of the sum. No key can have more requests than there were in total. */
  private HotKey hotKey(long fingerprint, Sum sum) {
    long most = sum.count + unlisted;
    long least = most - (sum.error + unlisted);
    long count = Math.min(most, requests);
    return new HotKey(
        HexFormat.of().toHexDigits(fingerprint), sum.key, count, count - Math.min(least, count));
  }
}
