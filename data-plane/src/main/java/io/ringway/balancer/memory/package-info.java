/** The limits of the memory that traffic may use. */
@NullMarked
package io.ringway.balancer.memory;

import org.jspecify.annotations.NullMarked;
