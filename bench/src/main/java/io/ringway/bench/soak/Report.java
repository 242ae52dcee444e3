package io.ringway.bench.soak;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The result as Markdown, for reading and for pasting into a document.
 *
 * @param subject machine, date, length, seed
 * @param growth one row for each figure
 * @param totals actions and events with their counts, by name
 * @param findings all defects
 */
record Report(
    String subject,
    List<Checkpoint> checkpoints,
    List<GrowthCheck.Row> growth,
    Map<String, String> totals,
    List<String> findings) {

  Report {
    checkpoints = List.copyOf(checkpoints);
    growth = List.copyOf(growth);
    totals = Map.copyOf(totals);
    findings = List.copyOf(findings);
  }

  boolean good() {
    return findings.isEmpty() && growth.stream().noneMatch(GrowthCheck.Row::grew);
  }

  String markdown() {
    return """
    %s

    | part | figure | start | end | no more than | |
    |---|---|---|---|---|---|
    %s

    | checkpoint | %s | database, MiB | logs, MiB | revision |
    |---|%s---|---|---|
    %s

    | what | count |
    |---|---|
    %s

    %s
    """
        .formatted(
            subject,
            growth.stream().map(Report::line).collect(Collectors.joining("\n")),
            parts().stream()
                .map(part -> part + ": resident, heap, descriptors, threads")
                .collect(Collectors.joining(" | ")),
            "---|".repeat(parts().size()),
            checkpoints.stream().map(this::line).collect(Collectors.joining("\n")),
            new TreeMap<>(totals)
                .entrySet().stream()
                    .map(total -> "| %s | %s |".formatted(total.getKey(), total.getValue()))
                    .collect(Collectors.joining("\n")),
            verdict());
  }

  private static String line(GrowthCheck.Row row) {
    return String.format(
        Locale.ROOT,
        "| %s | %s | %s | %s | %s (%s) | %s |",
        row.of(),
        row.figure(),
        number(row.start()),
        number(row.end()),
        number(row.limit()),
        row.rule(),
        verdict(row));
  }

  private List<String> parts() {
    return checkpoints.isEmpty()
        ? List.of()
        : checkpoints.getFirst().parts().keySet().stream().sorted().toList();
  }

  private static String verdict(GrowthCheck.Row row) {
    if (!row.grew()) {
      return "bounded";
    }
    return Double.isNaN(row.end()) || Double.isNaN(row.start()) ? "**not measured**" : "**grew**";
  }

  private String line(Checkpoint checkpoint) {
    return "| %d min %02d s | %s | %s | %s | %,d |"
        .formatted(
            checkpoint.at().toMinutes(),
            checkpoint.at().toSecondsPart(),
            parts().stream()
                .map(part -> figures(checkpoint.of(part)))
                .collect(Collectors.joining(" | ")),
            number(checkpoint.database()),
            number(checkpoint.logs()),
            checkpoint.revision());
  }

  private static String figures(Checkpoint.Figures figures) {
    return "%s, %s, %d, %d"
        .formatted(
            number(figures.resident()),
            Double.isNaN(figures.heap()) ? "–" : number(figures.heap()),
            figures.descriptors(),
            figures.threads());
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, value == Math.rint(value) ? "%,.0f" : "%,.1f", value);
  }

  private String verdict() {
    if (good()) {
      return "Nothing grew, nothing was logged at ERROR, everything that was acknowledged is"
          + " there.";
    }
    List<String> wrong =
        new ArrayList<>(
            growth.stream()
                .filter(GrowthCheck.Row::grew)
                .map(row -> row.of() + ", " + row.figure() + ": " + verdict(row))
                .toList());
    wrong.addAll(findings);
    return "Not as it has to be:\n\n- " + String.join("\n- ", wrong);
  }
}
