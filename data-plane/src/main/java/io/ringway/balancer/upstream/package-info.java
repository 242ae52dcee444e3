/** Connections to servers; they outlive snapshots and drain when a server leaves. */
@NullMarked
package io.ringway.balancer.upstream;

import org.jspecify.annotations.NullMarked;
