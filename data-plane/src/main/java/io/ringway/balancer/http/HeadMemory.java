package io.ringway.balancer.http;

import java.util.ArrayList;
import java.util.List;

/**
 * Memory for the heads of one event loop. A head takes it with its first byte and gives it back
 * when it is forgotten: a connection without a request holds none, and the next request finds
 * memory that the processor has in its cache.
 */
public final class HeadMemory {

  private static final int USUAL = 1 << 10;

  /** More than this many requests at once are rare; what they took is left to the collector. */
  public static final int MOST_KEPT = 512;

  /** What one large head grew to is not kept for the small ones. */
  private static final int LARGEST_KEPT = 4 << 10;

  private final List<byte[]> bytes = new ArrayList<>();
  private final List<FieldLines> fields = new ArrayList<>();

  /** Bytes for a head, with whatever was in them before. */
  byte[] bytes() {
    return bytes.isEmpty() ? new byte[USUAL] : bytes.removeLast();
  }

  /** Lines for a head, none of them taken. */
  FieldLines fields() {
    return fields.isEmpty() ? new FieldLines() : fields.removeLast();
  }

  /** Takes back what a head does not use any more. */
  void giveBack(byte[] used, FieldLines usedLines) {
    if (used.length <= LARGEST_KEPT && bytes.size() < MOST_KEPT) {
      usedLines.clear();
      bytes.add(used);
      fields.add(usedLines);
    }
  }

  /** How many heads find their memory here. */
  public int kept() {
    return bytes.size();
  }
}
