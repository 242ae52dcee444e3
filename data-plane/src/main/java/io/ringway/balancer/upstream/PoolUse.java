package io.ringway.balancer.upstream;

import io.ringway.balancer.telemetry.PrometheusText;

/**
 * What became of the connections to one server on all event loops.
 *
 * @param opened connections made
 * @param failed connections that could not be made
 * @param reused requests that took an idle one
 * @param open those that are open now
 * @param idle those that are open and wait for a request
 */
record PoolUse(long opened, long failed, long reused, long open, long idle) {

  static final PoolUse NONE = new PoolUse(0, 0, 0, 0, 0);

  PoolUse plus(PoolCounters loop) {
    // The falling counts first: a change between two reads never makes a difference negative.
    long closed = loop.closed.value();
    long left = loop.left.value();
    long made = loop.opened.value();
    return new PoolUse(
        opened + made,
        failed + loop.failed.value(),
        reused + loop.reused.value(),
        open + made - closed,
        idle + loop.rested.value() - left);
  }

  void measure(PrometheusText text, String cluster, String server) {
    String[] labels = {"cluster", cluster, "server", server};
    text.counter(
        "ringway_upstream_opened_total", "Connections made to the server.", opened, labels);
    text.counter(
        "ringway_upstream_connect_failures_total",
        "Connections to the server that could not be made.",
        failed,
        labels);
    text.counter(
        "ringway_upstream_reused_total", "Requests sent on an idle connection.", reused, labels);
    text.gauge("ringway_upstream_open", "Connections to the server.", open, labels);
    text.gauge("ringway_upstream_idle", "Those that wait for a request.", idle, labels);
  }
}
