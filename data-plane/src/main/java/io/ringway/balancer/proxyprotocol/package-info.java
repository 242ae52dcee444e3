/** The header of the PROXY protocol, in which a proxy says whom it speaks for. */
@NullMarked
package io.ringway.balancer.proxyprotocol;

import org.jspecify.annotations.NullMarked;
