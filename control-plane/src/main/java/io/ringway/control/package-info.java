/** The control plane: owns the configuration and shows and steers the ring. */
@NullMarked
package io.ringway.control;

import org.jspecify.annotations.NullMarked;
