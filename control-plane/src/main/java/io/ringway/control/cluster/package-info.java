/** A cluster: its aggregate, use cases and REST interface. */
@NullMarked
package io.ringway.control.cluster;

import org.jspecify.annotations.NullMarked;
