package io.ringway.balancer.upstream;

/**
 * The counts of connections to one server over all event loops.
 *
 * @param opened connections opened
 * @param failed connections that could not be made
 * @param reused requests that used an idle connection
 * @param open connections that are open now
 * @param idle connections that are open and idle
 */
record PoolTotals(long opened, long failed, long reused, long open, long idle) {

  static final PoolTotals NONE = new PoolTotals(0, 0, 0, 0, 0);

  PoolTotals plus(PoolCounters loop) {
    // Read the subtracted counts first, so that a difference is never negative.
    long closed = loop.closed.value();
    long left = loop.left.value();
    long made = loop.opened.value();
    return new PoolTotals(
        opened + made,
        failed + loop.failed.value(),
        reused + loop.reused.value(),
        open + made - closed,
        idle + loop.rested.value() - left);
  }
}
