package io.ringway.control.cluster;

/**
 * The event that the state of a cluster's replicas has changed.
 *
 * @param clusterId its stable id
 */
public record ReplicasChanged(String clusterId) {}
