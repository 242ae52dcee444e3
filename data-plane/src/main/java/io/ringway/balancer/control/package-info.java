/** The link to the control plane, over which snapshots arrive. */
@NullMarked
package io.ringway.balancer.control;

import org.jspecify.annotations.NullMarked;
