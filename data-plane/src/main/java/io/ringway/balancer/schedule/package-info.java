/** Periodic tasks that survive errors. */
@NullMarked
package io.ringway.balancer.schedule;

import org.jspecify.annotations.NullMarked;
