package io.ringway.bench.overload;

import java.util.List;

/** The findings as a table. */
record Report(String machine, int rate, int seconds, List<OverloadResult> findings) {

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
    for (OverloadResult overloadResult : findings) {
      CrowdCount crowd = overloadResult.crowd();
      text.append(
          "| %s | %s | %,d of %,d | %.2f, %.2f | %.2f, %.2f | %.1f | %.2f | %d | %.0f, %.0f | %.1f | %.2f | %,d, %,d, %,d, %,d |%n"
              .formatted(
                  overloadResult.proxy(),
                  overloadResult.behaviour(),
                  crowd.connected(),
                  overloadResult.clients(),
                  overloadResult.undisturbed().p50(),
                  overloadResult.disturbed().p50(),
                  overloadResult.undisturbed().p99(),
                  overloadResult.disturbed().p99(),
                  overloadResult.slowdown(),
                  overloadResult.direct().p99(),
                  overloadResult.undisturbed().failed() + overloadResult.disturbed().failed(),
                  overloadResult.residentBefore(),
                  overloadResult.residentMost(),
                  overloadResult.perClient(),
                  overloadResult.cores(),
                  crowd.served(),
                  crowd.refused(),
                  crowd.cut(),
                  crowd.failed()));
    }
    return text.toString();
  }
}
