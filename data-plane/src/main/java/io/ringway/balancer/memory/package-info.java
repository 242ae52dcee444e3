/** How much memory the traffic may take, and what gives way when it has that. */
@NullMarked
package io.ringway.balancer.memory;

import org.jspecify.annotations.NullMarked;
