/** A cluster with its servers: the aggregate, its use cases and its REST interface. */
@NullMarked
package io.ringway.control.cluster;

import org.jspecify.annotations.NullMarked;
