package io.ringway.bench.soak;

import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The defects that the test has found. A finding that recurs is kept once, with its count.
 * Thread-safe.
 */
final class Findings {

  private static final int MOST = 200;

  private final Map<String, Integer> counts = new LinkedHashMap<>();
  private int left;

  /** Adds a finding and prints it the first time that it occurs. */
  synchronized void add(String kind, String detail) {
    String finding = kind + ": " + detail;
    if (counts.size() >= MOST && !counts.containsKey(finding)) {
      left++;
      return;
    }
    if (counts.merge(finding, 1, Integer::sum) == 1) {
      System.err.println(
          LocalTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS)
              + "  FINDING  "
              + finding);
    }
  }

  /** Returns all findings, in the order of their first occurrence. */
  synchronized List<String> all() {
    List<String> lines =
        new ArrayList<>(
            counts.entrySet().stream()
                .map(each ->
                    each.getKey() + (each.getValue() > 1 ? " (" + each.getValue() + " times)" : ""))
                .toList());
    if (left > 0) {
      lines.add(left + " more were not kept.");
    }
    return List.copyOf(lines);
  }
}
