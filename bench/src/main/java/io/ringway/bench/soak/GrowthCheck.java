package io.ringway.bench.soak;

import java.util.ArrayList;
import java.util.List;

/** The judgement of growth, by the figures of the part of the test without restarts. */
final class GrowthCheck {

  private static final double RESIDENT_SHARE = 1.10;
  private static final double RESIDENT_MIB = 16;
  private static final double HEAP_SHARE = 1.10;
  private static final double HEAP_MIB = 4;

  /**
   * The growth of the heap that is allowed, in MiB: the page cache of the embedded database fills
   * up to 16 MiB, with a heap of 256.
   */
  private static final double HEAP_MIB_OF_CONTROL_PLANE = 16;

  private static final int MORE_DESCRIPTORS = 5;
  private static final int MORE_THREADS = 5;
  private static final double DATABASE_MIB = 16;
  private static final double DATABASE_MIB_PER_REVISION = 64.0 / 1_024;

  private final List<Checkpoint> checkpoints;
  private final Sampler sampler;
  private final boolean whole;

  /**
   * Creates a judgement.
   *
   * @param checkpoints those of the part without restarts: at least two
   * @param whole whether the first of them came after the 15 minutes of traffic that the control
   *     plane keeps in memory
   */
  GrowthCheck(List<Checkpoint> checkpoints, Sampler sampler, boolean whole) {
    this.checkpoints = List.copyOf(checkpoints);
    this.sampler = sampler;
    this.whole = whole;
  }

  /**
   * The judgement of one figure. One that could not be measured is not a number, and fails as
   * growth does.
   *
   * @param limit the highest value that does not count as growth
   */
  record Row(String of, String figure, double start, double end, double limit, String rule) {
    boolean grew() {
      return !(end <= limit);
    }
  }

  List<Row> rows(List<SystemPart> parts) {
    Checkpoint first = checkpoints.getFirst();
    Checkpoint last = checkpoints.getLast();
    List<Row> rows = new ArrayList<>();
    for (SystemPart systemPart : parts) {
      rows.add(resident(systemPart));
      rows.addAll(of(systemPart, first.of(systemPart.name()), last.of(systemPart.name())));
    }
    long revisions = last.revision() - first.revision();
    double database = first.database() + DATABASE_MIB + revisions * DATABASE_MIB_PER_REVISION;
    String rule = "+ 16 MiB + 64 KiB for each of %,d revisions".formatted(revisions);
    rows.add(new Row("system", "database, MiB", first.database(), last.database(), database, rule));
    rows.add(
        new Row(
            "system",
            "data folders, MiB",
            first.folder(),
            last.folder(),
            database + first.folder() - first.database() + 1,
            "as the database, + 1 MiB"));
    return rows;
  }

  private Row resident(SystemPart systemPart) {
    Checkpoint.Figures last = checkpoints.getLast().of(systemPart.name());
    List<Sample> lifetime =
        sampler.of(systemPart).stream().filter(s -> s.instance() == last.instance()).toList();
    int quarter = lifetime.size() / 4;
    double second = mean(lifetime.subList(quarter, 2 * quarter));
    double fourth = mean(lifetime.subList(3 * quarter, lifetime.size()));
    return new Row(
        systemPart.name(),
        "resident, MiB (means of the 2nd and the last quarter)",
        second,
        fourth,
        second * RESIDENT_SHARE + RESIDENT_MIB,
        "+ 10 % + 16 MiB");
  }

  private static double mean(List<Sample> samples) {
    return samples.stream().mapToDouble(Sample::resident).average().orElse(Double.NaN);
  }

  private List<Row> of(SystemPart systemPart, Checkpoint.Figures first, Checkpoint.Figures last) {
    List<Row> rows = new ArrayList<>();
    if (!Double.isNaN(last.heap())) {
      boolean small = whole && !systemPart.name().equals(Installation.CONTROL_PLANE);
      double heapMib = small ? HEAP_MIB : HEAP_MIB_OF_CONTROL_PLANE;
      rows.add(
          new Row(
              systemPart.name(),
              "heap after a collection, MiB",
              first.heap(),
              last.heap(),
              first.heap() * HEAP_SHARE + heapMib,
              "+ 10 %% + %.0f MiB".formatted(heapMib)));
    }
    rows.add(
        new Row(
            systemPart.name(),
            "open descriptors",
            first.descriptors(),
            last.descriptors(),
            first.descriptors() + MORE_DESCRIPTORS,
            "+ 5"));
    rows.add(
        new Row(
            systemPart.name(),
            "threads",
            first.threads(),
            last.threads(),
            first.threads() + MORE_THREADS,
            "+ 5"));
    return rows;
  }
}
