/** The effect of pins or slow start on the ring of a cluster. */
@NullMarked
package io.ringway.routing.steering;

import org.jspecify.annotations.NullMarked;
