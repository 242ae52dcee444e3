/** Has the compiler do its work on the way of a request before clients come. */
@NullMarked
package io.ringway.balancer.warmup;

import org.jspecify.annotations.NullMarked;
