/** The parts of the configuration that this machine cannot carry out, and their next attempts. */
@NullMarked
package io.ringway.balancer.obstacle;

import org.jspecify.annotations.NullMarked;
