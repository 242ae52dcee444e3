/** The parts of the configuration that this machine cannot carry out now. */
@NullMarked
package io.ringway.balancer.obstacle;

import org.jspecify.annotations.NullMarked;
