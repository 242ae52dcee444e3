/** TLS on both sides of the balancer. */
@NullMarked
package io.ringway.balancer.tls;

import org.jspecify.annotations.NullMarked;
