package io.ringway.balancer.http;

import java.util.ArrayList;
import java.util.List;

/**
 * The memory for the heads of one event loop. A head takes it with its first byte and gives it back
 * when it is cleared: a connection without a request holds none, and the next request gets memory
 * that is still in the processor's cache.
 */
public final class HeadMemory {

  private static final int USUAL = 1 << 10;

  /** The most heads whose memory is kept. More requests at once are rare. */
  public static final int MOST_KEPT = 512;

  /** The most bytes of a head that are kept; a larger array would be wasted on small heads. */
  private static final int LARGEST_KEPT = 4 << 10;

  private final List<byte[]> bytes = new ArrayList<>();
  private final List<FieldLines> fields = new ArrayList<>();

  /** Returns bytes for a head; they may hold those of an earlier one. */
  byte[] bytes() {
    return bytes.isEmpty() ? new byte[USUAL] : bytes.removeLast();
  }

  /** Returns empty field lines for a head. */
  FieldLines fields() {
    return fields.isEmpty() ? new FieldLines() : fields.removeLast();
  }

  /** Takes back the memory of a head. */
  void giveBack(byte[] used, FieldLines usedLines) {
    if (used.length <= LARGEST_KEPT && bytes.size() < MOST_KEPT) {
      usedLines.clear();
      bytes.add(used);
      fields.add(usedLines);
    }
  }

  /** Returns the number of heads whose memory is kept. */
  public int kept() {
    return bytes.size();
  }
}
