package io.ringway.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A count of the keys and requests that stay on their server. */
final class MoveCounter {

  private static final int SHOWN = 10;

  private final KeySample keys = new KeySample();
  private final List<String> shown = new ArrayList<>();
  private long requests;
  private long movedRequests;

  void add(byte[] key, String before, String after) {
    requests++;
    boolean moves = !before.equals(after);
    movedRequests += moves ? 1 : 0;
    if (keys.add(key, moves) && moves && shown.size() < SHOWN) {
      shown.add(shortened(key) + " from " + before + " to " + after);
    }
  }

  private static String shortened(byte[] bytes) {
    String key = new String(bytes, StandardCharsets.UTF_8);
    return key.length() <= 60 ? key : key.substring(0, 60) + "…";
  }

  boolean whole() {
    return movedRequests == 0;
  }

  long requests() {
    return requests;
  }

  void print(PrintWriter out, boolean weighted) {
    out.println(
        "Keys that stay where they are:     "
            + (keys.exact() ? "" : "about ")
            + share(keys.distinct(), keys.moved()));
    if (weighted) {
      out.println("Requests that stay where they are: " + share(requests, movedRequests));
    }
    shown.forEach(line -> out.println("  moves: " + line));
    if (keys.moved() > shown.size()) {
      out.printf(Locale.ROOT, "  … and %,d more keys%n", keys.moved() - shown.size());
    }
    if (!keys.exact()) {
      out.println(
          "There are more keys than this command remembers: their number is told from a sample.");
    }
  }

  /** Formats a share rounded down, so that 100.00 % means all. */
  private static String share(long all, long moved) {
    double percent = Math.floor(1e4 * (all - moved) / Math.max(1, all)) / 100;
    return String.format(Locale.ROOT, "%,d of %,d (%.2f %%)", all - moved, all, percent);
  }
}
