package io.ringway.balancer.admin;

import io.ringway.balancer.telemetry.MetricsPage;

/** A response of the admin port: written at once or streamed. */
sealed interface AdminResponse permits WholeResponse, AdminResponse.Metrics {

  /** The metrics, which may be many megabytes. */
  record Metrics(MetricsPage page) implements AdminResponse {}
}
