/** Connections to whichever address of a server answers first: RFC 8305. */
@NullMarked
package io.ringway.balancer.connect;

import org.jspecify.annotations.NullMarked;
