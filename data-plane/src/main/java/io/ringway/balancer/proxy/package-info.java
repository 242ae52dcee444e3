/**
 * Listeners and one exchange: client bytes in, server bytes out, and what happens when either
 * fails.
 */
@NullMarked
package io.ringway.balancer.proxy;

import org.jspecify.annotations.NullMarked;
