/** Requests to itself, so that code is compiled before clients come. */
@NullMarked
package io.ringway.balancer.warmup;

import org.jspecify.annotations.NullMarked;
