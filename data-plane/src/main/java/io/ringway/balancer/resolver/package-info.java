/** The addresses of servers, resolved in the background. */
@NullMarked
package io.ringway.balancer.resolver;

import org.jspecify.annotations.NullMarked;
