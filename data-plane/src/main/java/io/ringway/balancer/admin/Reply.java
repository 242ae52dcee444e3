package io.ringway.balancer.admin;

import io.ringway.balancer.telemetry.MetricsPage;

/** What the second port says to a request: all at once, or piece by piece. */
sealed interface Reply permits Answer, Reply.Metrics {

  /** The metrics, which may be many megabytes. */
  record Metrics(MetricsPage page) implements Reply {}
}
