/** The immutable routing table, its builder and the one reference to the active one. */
@NullMarked
package io.ringway.balancer.routing;

import org.jspecify.annotations.NullMarked;
