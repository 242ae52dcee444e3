package io.ringway.bench.overload;

import java.util.List;

/** The findings as a table. */
record Report(String machine, int rate, int seconds, List<Finding> findings) {

  private static final String HEAD =
      """
      | proxy | crowd | clients connected | p50 ms before, meanwhile | p99 ms before, meanwhile | times | p99 ms past the proxy | failed | RSS MiB before, most | KiB per client | cores | crowd: served, refused, cut, failed |
      |---|---|---|---|---|---|---|---|---|---|---|---|
      """;

  String table() {
    StringBuilder text =
        new StringBuilder(
                "\n%s. A good client with %d requests/s, %d s each.\n\n"
                    .formatted(machine, rate, seconds))
            .append(HEAD);
    for (Finding finding : findings) {
      CrowdCount crowd = finding.crowd();
      text.append(
          "| %s | %s | %,d of %,d | %.2f, %.2f | %.2f, %.2f | %.1f | %.2f | %d | %.0f, %.0f | %.1f | %.2f | %,d, %,d, %,d, %,d |%n"
              .formatted(
                  finding.proxy(),
                  finding.manner(),
                  crowd.connected(),
                  finding.clients(),
                  finding.undisturbed().p50(),
                  finding.disturbed().p50(),
                  finding.undisturbed().p99(),
                  finding.disturbed().p99(),
                  finding.slowdown(),
                  finding.beside().p99(),
                  finding.undisturbed().failed() + finding.disturbed().failed(),
                  finding.residentBefore(),
                  finding.residentMost(),
                  finding.perClient(),
                  finding.cores(),
                  crowd.served(),
                  crowd.refused(),
                  crowd.cut(),
                  crowd.failed()));
    }
    return text.toString();
  }
}
