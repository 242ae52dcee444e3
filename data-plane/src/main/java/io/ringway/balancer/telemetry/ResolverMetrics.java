package io.ringway.balancer.telemetry;

import io.ringway.balancer.resolver.Resolver;

/** The numbers of name resolution for {@code /metrics}. */
public final class ResolverMetrics {

  private ResolverMetrics() {}

  /** Tells the numbers of now. */
  public static void measure(Resolver resolver, PrometheusText text) {
    Resolver.Counts counts = resolver.counts();
    text.gauge("ringway_dns_names", "Names of servers that are resolved.", counts.names());
    text.gauge(
        "ringway_dns_unresolved_names",
        "Those that do not resolve now, and live on their last addresses if they have any.",
        counts.unresolved());
    text.counter("ringway_dns_lookups_total", "Lookups of names.", counts.lookups());
    text.counter("ringway_dns_failures_total", "Lookups without an address.", counts.failures());
    text.counter("ringway_dns_queries_total", "Questions to DNS servers.", counts.queries());
  }
}
