package io.ringway.control.replica;

import io.ringway.control.traffic.ObservedHealth;

/** The balancers' reports on a server. */
interface BalancerReports {

  /**
   * Tells whether balancers report that a server has no request in flight. False when none reports.
   */
  boolean idle(String clusterId, String serverId);

  /** Returns the health of a server, summed over the balancers. */
  ObservedHealth.State health(String clusterId, String serverId);
}
