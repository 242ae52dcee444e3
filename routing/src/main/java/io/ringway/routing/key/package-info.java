/**
 * What the key rules of a cluster find in a request: one reading for the balancer, which routes by
 * it, and for the control plane, which explains it.
 */
@NullMarked
package io.ringway.routing.key;

import org.jspecify.annotations.NullMarked;
