package io.ringway.balancer.telemetry;

/** The types of metrics. */
public enum MetricType {
  /** A number that only rises; its name ends with {@code _total} by custom. */
  COUNTER,
  /** A number that rises and falls. */
  GAUGE,
  /** A histogram. */
  HISTOGRAM
}
