package io.ringway.balancer.telemetry;

import io.ringway.protocol.HotKey;
import io.ringway.protocol.KeyTally;
import java.nio.charset.StandardCharsets;

/** The immutable counts of one cluster's keys on one event loop in one window. */
final class KeyWindow {

  private final long requests;
  private final long unlisted;
  private final long[] hashes;
  private final long[] counts;
  private final long[] errors;
  private final byte[][] keys;
  private final int[] lengths;

  /**
   * Creates a window that owns the arrays.
   *
   * @param keys the first bytes of each key; empty when keys are hidden
   * @param lengths the full length of each key in bytes
   */
  KeyWindow(
      long requests,
      long unlisted,
      long[] hashes,
      long[] counts,
      long[] errors,
      byte[][] keys,
      int[] lengths) {
    this.requests = requests;
    this.unlisted = unlisted;
    this.hashes = hashes;
    this.counts = counts;
    this.errors = errors;
    this.keys = keys;
    this.lengths = lengths;
  }

  void addTo(KeyTally tally) {
    tally.begin(requests, unlisted);
    for (int i = 0; i < hashes.length; i++) {
      tally.add(hashes[i], keys.length == 0 ? "" : text(i), counts[i], errors[i]);
    }
  }

  private String text(int i) {
    String text = new String(keys[i], StandardCharsets.UTF_8);
    return lengths[i] > HotKey.MAX_KEY_BYTES ? text + "…" : text;
  }
}
