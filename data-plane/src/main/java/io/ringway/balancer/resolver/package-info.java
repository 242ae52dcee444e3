/** The addresses of servers: resolved in the background, judged, and kept while DNS is away. */
@NullMarked
package io.ringway.balancer.resolver;

import org.jspecify.annotations.NullMarked;
