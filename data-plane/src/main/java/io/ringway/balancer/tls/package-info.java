/** TLS with clients: certificates that come from files and are chosen by the name asked for. */
@NullMarked
package io.ringway.balancer.tls;

import org.jspecify.annotations.NullMarked;
