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
 * @param keyed requests that carried a key
 * @param hotKeys the keys that most of them carried, most first
 */
public record ClusterReport(
    String clusterId,
    long unserved,
    long refused,
    List<ServerReport> servers,
    @JacksonInject(value = Codec.NO_COUNT, useInput = OptBoolean.TRUE) long keyed,
    @JacksonInject(value = Codec.NO_LIST, useInput = OptBoolean.TRUE) List<HotKey> hotKeys) {
  /** Copies the lists. */
  public ClusterReport {
    servers = List.copyOf(servers);
    hotKeys = List.copyOf(hotKeys);
  }

  /** A report of servers alone. */
  public ClusterReport(String clusterId, long unserved, long refused, List<ServerReport> servers) {
    this(clusterId, unserved, refused, servers, 0, List.of());
  }
}
