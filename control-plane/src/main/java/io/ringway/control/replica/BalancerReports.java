package io.ringway.control.replica;

import io.ringway.control.traffic.ObservedHealth;

/** The balancers' reports on servers, both known by id. */
interface BalancerReports {

  /** Tells whether balancers report that a server has no request. No report does not say so. */
  boolean idle(String clusterId, String serverId);

  /** The sum of what balancers report on a server. */
  ObservedHealth.State health(String clusterId, String serverId);
}
