package io.ringway.bench.soak;

import java.util.List;

/** A reader of Prometheus' text format. */
final class Metrics {

  private Metrics() {}

  /**
   * Adds up the samples of a metric.
   *
   * @param labels all of them have to be in the sample, such as {@code level="error"}
   */
  static double sum(String text, String metric, String... labels) {
    List<String> wanted = List.of(labels);
    return text.lines()
        .filter(line ->
            line.startsWith(metric)
                && (line.charAt(metric.length()) == '{' || line.charAt(metric.length()) == ' '))
        .filter(line -> wanted.stream().allMatch(line::contains))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }
}
