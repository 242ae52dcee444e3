package io.ringway.balancer.telemetry;

import java.util.function.Consumer;

/** A part of the balancer that has measurements to tell. */
@FunctionalInterface
public interface MetricSource {

  /** Adds its metrics to a page that is being made. */
  void addTo(MetricsPage page);

  /** A source of a few measurements of the whole process, which are written at once. */
  static MetricSource of(Consumer<PrometheusText> few) {
    return page -> page.few(few);
  }
}
