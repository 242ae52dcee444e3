/** What this machine cannot carry out of the configuration, and when it is tried again. */
@NullMarked
package io.ringway.balancer.obstacle;

import org.jspecify.annotations.NullMarked;
