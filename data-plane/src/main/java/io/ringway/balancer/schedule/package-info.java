/** Tasks that repeat, whatever one of their runs throws. */
@NullMarked
package io.ringway.balancer.schedule;

import org.jspecify.annotations.NullMarked;
