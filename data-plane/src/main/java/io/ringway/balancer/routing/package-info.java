/** The immutable routing table of a snapshot. */
@NullMarked
package io.ringway.balancer.routing;

import org.jspecify.annotations.NullMarked;
