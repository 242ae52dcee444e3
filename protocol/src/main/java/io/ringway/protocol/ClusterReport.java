package io.ringway.protocol;

import com.fasterxml.jackson.annotation.JacksonInject;
import com.fasterxml.jackson.annotation.OptBoolean;
import java.util.List;

/**
 * One cluster's traffic in one window, as seen by one balancer.
 *
 * @param clusterId id of the cluster
 * @param unserved requests that the balancer answered itself because no server could (502, 503,
 *     504)
 * @param refused requests that the balancer refused because of their form (400, 408, 414, 431 and
 *     the like)
 * @param servers one for each server of the cluster
 * @param hotKeys the most frequent keys
 */
public record ClusterReport(
    String clusterId,
    long unserved,
    long refused,
    List<ServerReport> servers,
    @JacksonInject(value = Codec.NO_HOT_KEYS, useInput = OptBoolean.TRUE) HotKeys hotKeys) {
  /** Copies the list. */
  public ClusterReport {
    servers = List.copyOf(servers);
  }

  /** Creates a report of servers alone. */
  public ClusterReport(String clusterId, long unserved, long refused, List<ServerReport> servers) {
    this(clusterId, unserved, refused, servers, HotKeys.NONE);
  }
}
