/** Files of the balancer that a crash leaves whole. */
@NullMarked
package io.ringway.balancer.disk;

import org.jspecify.annotations.NullMarked;
