package io.ringway.cli;

import io.ringway.cli.HaProxyFile.Line;
import io.ringway.protocol.StatusRanges;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The lines {@code http-check expect …}: a response has to fulfil all of them. */
final class HaProxyExpectations {

  /** Options before the match that take an argument. */
  private static final Set<String> OPTIONS =
      Set.of(
          "comment",
          "min-recv",
          "ok-status",
          "error-status",
          "tout-status",
          "on-success",
          "on-error",
          "status-code");

  /** The first final status code, as in {@link StatusRanges}. */
  private static final int FIRST = 200;

  private static final int LAST = 599;

  private final List<String> remarks;
  private @Nullable BitSet good;

  HaProxyExpectations(List<String> remarks) {
    this.remarks = remarks;
  }

  void take(Line line) {
    int at = 2;
    while (OPTIONS.contains(line.word(at))) {
      at += 2;
    }
    boolean not = line.word(at).equals("!");
    at += not ? 1 : 0;
    if (!line.word(at).equals("status")) {
      remark(
          line,
          "'http-check expect "
              + line.word(at)
              + "' is not taken over: Ringway judges a response by its status code.");
      return;
    }
    BitSet codes = codes(line.word(at + 1));
    if (codes == null) {
      remark(line, "'" + line.word(at + 1) + "' are no status codes.");
      return;
    }
    if (not) {
      codes.flip(FIRST, LAST + 1);
    }
    if (good != null) {
      codes.and(good);
    }
    if (codes.isEmpty()) {
      remark(
          line, "'http-check expect status' is not taken over: no final status code fulfils it.");
    } else {
      good = codes;
    }
  }

  private void remark(Line line, String sentence) {
    remarks.add("line " + line.number() + ": " + sentence);
  }

  private static @Nullable BitSet codes(String text) {
    BitSet codes = new BitSet();
    for (String range : text.split(",", -1)) {
      if (!range.matches("[0-9]{3}(-[0-9]{3})?")) {
        return null;
      }
      int first = Integer.parseInt(range.substring(0, 3));
      int last = Integer.parseInt(range.substring(range.length() - 3));
      for (int code = Math.max(first, FIRST); code <= Math.min(last, LAST); code++) {
        codes.set(code);
      }
    }
    return codes;
  }

  /** Returns the check with the status codes that count as success. */
  HealthCheck on(HealthCheck check) {
    BitSet codes = good;
    if (codes == null) {
      return check;
    }
    List<StatusRanges.Range> ranges = new ArrayList<>();
    for (int at = codes.nextSetBit(0); at >= 0; ) {
      int end = codes.nextClearBit(at);
      ranges.add(new StatusRanges.Range(at, end - 1));
      at = codes.nextSetBit(end);
    }
    try {
      return check.accepting(new StatusRanges(ranges).toString());
    } catch (IllegalArgumentException e) {
      remarks.add("'http-check expect status' is not taken over: " + e.getMessage());
      return check;
    }
  }
}
