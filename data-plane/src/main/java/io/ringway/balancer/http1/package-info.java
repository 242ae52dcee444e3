/** HTTP/1.x on the wire (RFC 9112). */
@NullMarked
package io.ringway.balancer.http1;

import org.jspecify.annotations.NullMarked;
