package io.ringway.control.cluster;

/**
 * Event: the replicas of a cluster are doing otherwise than before.
 *
 * @param clusterId its stable id
 */
public record ReplicasChanged(String clusterId) {}
