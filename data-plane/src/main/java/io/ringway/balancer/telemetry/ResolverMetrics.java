package io.ringway.balancer.telemetry;

import io.ringway.balancer.resolver.Resolver;

/** The metrics of name resolution. */
public final class ResolverMetrics {

  private ResolverMetrics() {}

  /** Writes the metrics. */
  public static void measure(Resolver resolver, PrometheusText text) {
    Resolver.Counts counts = resolver.counts();
    text.gauge("ringway_dns_names", "Server names in use.", counts.names());
    text.gauge(
        "ringway_dns_unresolved_names",
        "Names that do not resolve now; their last addresses stay in use.",
        counts.unresolved());
    text.counter("ringway_dns_lookups_total", "Name lookups.", counts.lookups());
    text.counter("ringway_dns_failures_total", "Lookups without an address.", counts.failures());
    text.counter("ringway_dns_queries_total", "Queries to DNS servers.", counts.queries());
  }
}
