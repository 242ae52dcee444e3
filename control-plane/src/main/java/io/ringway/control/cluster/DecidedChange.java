package io.ringway.control.cluster;

import org.jspecify.annotations.Nullable;

/**
 * What a cluster becomes by a change.
 *
 * @param after null when the cluster ends
 * @param predicate the sentence of the log without its subject: "drained server-2 in sample"
 */
record DecidedChange(@Nullable ClusterDetails after, String predicate) {}
