/** TLS to clients as well as to servers. */
@NullMarked
package io.ringway.balancer.tls;

import org.jspecify.annotations.NullMarked;
