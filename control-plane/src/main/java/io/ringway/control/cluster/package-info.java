/** A cluster: its aggregate, its use cases, its REST interface. */
@NullMarked
package io.ringway.control.cluster;

import org.jspecify.annotations.NullMarked;
