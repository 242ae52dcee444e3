package io.ringway.balancer.telemetry;

import java.util.function.Consumer;

/** A part of the balancer with metrics. */
@FunctionalInterface
public interface MetricSource {

  /** Adds its metrics to a page. */
  void addTo(MetricsPage page);

  /** Returns a source of a few metrics of the whole process. */
  static MetricSource of(Consumer<PrometheusText> few) {
    return page -> page.few(few);
  }
}
