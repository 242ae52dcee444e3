package io.ringway.balancer.upstream;

/**
 * What became of the connections to one server on all event loops.
 *
 * @param opened connections made
 * @param failed connections that could not be made
 * @param reused requests that took an idle one
 * @param open those that are open now
 * @param idle those that are open and wait for a request
 */
record PoolTotals(long opened, long failed, long reused, long open, long idle) {

  static final PoolTotals NONE = new PoolTotals(0, 0, 0, 0, 0);

  PoolTotals plus(PoolCounters loop) {
    // The falling counts first: a change between two reads never makes a difference negative.
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
