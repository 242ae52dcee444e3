/** Pooled connections to servers, which outlive snapshots. */
@NullMarked
package io.ringway.balancer.upstream;

import org.jspecify.annotations.NullMarked;
