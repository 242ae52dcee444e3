package io.ringway.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Counts keys and requests that stay where they were. */
final class Agreement {

  private static final int SHOWN = 10;

  private final Set<String> keys = new HashSet<>();
  private final Set<String> movedKeys = new HashSet<>();
  private final List<String> shown = new ArrayList<>();
  private long requests;
  private long movedRequests;

  void add(String key, String before, String after) {
    keys.add(key);
    requests++;
    if (!before.equals(after)) {
      movedRequests++;
      if (movedKeys.add(key) && shown.size() < SHOWN) {
        shown.add(shortened(key) + " from " + before + " to " + after);
      }
    }
  }

  private static String shortened(String key) {
    return key.length() <= 60 ? key : key.substring(0, 60) + "…";
  }

  boolean whole() {
    return movedRequests == 0;
  }

  long requests() {
    return requests;
  }

  void print(PrintWriter out, boolean weighted) {
    out.println("Keys that stay where they are:     " + share(keys.size(), movedKeys.size()));
    if (weighted) {
      out.println("Requests that stay where they are: " + share(requests, movedRequests));
    }
    shown.forEach(line -> out.println("  moves: " + line));
    if (movedKeys.size() > shown.size()) {
      out.printf(Locale.ROOT, "  … and %,d more keys%n", movedKeys.size() - shown.size());
    }
  }

  /** Rounded down: 100.00 % are all of them. */
  private static String share(long all, long moved) {
    double percent = Math.floor(1e4 * (all - moved) / all) / 100;
    return String.format(Locale.ROOT, "%,d of %,d (%.2f %%)", all - moved, all, percent);
  }
}
