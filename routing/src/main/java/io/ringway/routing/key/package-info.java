/** The key of a request by the rules of its cluster, as the balancer routes by it. */
@NullMarked
package io.ringway.routing.key;

import org.jspecify.annotations.NullMarked;
