/** One request under way, from its first byte to the last byte of its response. */
@NullMarked
package io.ringway.balancer.exchange;

import org.jspecify.annotations.NullMarked;
