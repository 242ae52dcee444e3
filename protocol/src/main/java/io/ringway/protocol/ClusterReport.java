package io.ringway.protocol;

import com.fasterxml.jackson.annotation.JacksonInject;
import com.fasterxml.jackson.annotation.OptBoolean;
import java.util.List;

/**
 * One cluster's traffic in one window, as seen by one balancer.
 *
 * @param clusterId which cluster
 * @param unserved requests that the balancer answered itself, since no server could (502, 503, 504)
 * @param refused requests that the balancer refused for what they were (400, 408, 414, 431 and the
 *     like)
 * @param servers one for each server of the cluster
 * @param hotKeys the keys that were asked for most
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

  /** A report of servers alone. */
  public ClusterReport(String clusterId, long unserved, long refused, List<ServerReport> servers) {
    this(clusterId, unserved, refused, servers, HotKeys.NONE);
  }
}
