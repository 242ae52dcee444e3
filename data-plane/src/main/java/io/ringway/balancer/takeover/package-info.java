/** The handover of {@code SO_REUSEPORT} ports to another process. */
@NullMarked
package io.ringway.balancer.takeover;

import org.jspecify.annotations.NullMarked;
