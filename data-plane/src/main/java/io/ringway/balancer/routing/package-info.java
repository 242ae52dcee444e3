/**
 * The immutable routing table, its builder, the one reference to the active one and key extraction.
 */
@NullMarked
package io.ringway.balancer.routing;

import org.jspecify.annotations.NullMarked;
