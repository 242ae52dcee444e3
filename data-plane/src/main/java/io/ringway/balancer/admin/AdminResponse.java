package io.ringway.balancer.admin;

import io.ringway.balancer.telemetry.MetricsPage;

/** A response of the admin port: all at once, or piece by piece. */
sealed interface AdminResponse permits WholeResponse, AdminResponse.Metrics {

  /** The metrics, which may be many megabytes. */
  record Metrics(MetricsPage page) implements AdminResponse {}
}
