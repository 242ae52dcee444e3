package io.ringway.control.cluster;

import org.jspecify.annotations.Nullable;

/**
 * The state of a cluster after a change.
 *
 * @param after null when the cluster is deleted
 * @param predicate the sentence for the revision log without its subject: "drained server-2 in
 *     sample"
 */
record DecidedChange(@Nullable ClusterDetails after, String predicate) {}
