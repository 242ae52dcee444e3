/** The link to the control plane: connect, resume, apply, acknowledge; the last good snapshot. */
@NullMarked
package io.ringway.balancer.control;

import org.jspecify.annotations.NullMarked;
