/** Connections to the first reachable address of a server (RFC 8305). */
@NullMarked
package io.ringway.balancer.connect;

import org.jspecify.annotations.NullMarked;
