package io.ringway.bench.soak;

import java.time.Duration;
import java.util.Map;

/**
 * The figures of a moment at which the objects of the baseline exist and nothing is under way, so
 * that those of two such moments can be compared.
 *
 * @param at since the beginning of the test
 * @param parts by the name of the part
 * @param database size of the file of the embedded database, MiB
 * @param folder size of the data folders without logs, MiB
 * @param logs size of all logs, MiB
 * @param revision the newest
 */
record Checkpoint(
    Duration at,
    Map<String, Figures> parts,
    double database,
    double folder,
    double logs,
    long revision) {

  Checkpoint {
    parts = Map.copyOf(parts);
  }

  /**
   * The figures of one process.
   *
   * @param heap in use just after a full collection, MiB; not a number when the part does not
   *     report it
   */
  record Figures(int instance, double resident, double heap, int descriptors, int threads) {}

  Figures of(String part) {
    Figures figures = parts.get(part);
    if (figures == null) {
      throw new IllegalArgumentException("No figures of the " + part + ".");
    }
    return figures;
  }
}
