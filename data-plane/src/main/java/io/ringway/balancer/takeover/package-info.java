/** Leaves the new connections of a shared port to the other processes that listen on it. */
@NullMarked
package io.ringway.balancer.takeover;

import org.jspecify.annotations.NullMarked;
