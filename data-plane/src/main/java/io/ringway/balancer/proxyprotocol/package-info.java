/** The header of the PROXY protocol, which names the client behind a proxy. */
@NullMarked
package io.ringway.balancer.proxyprotocol;

import org.jspecify.annotations.NullMarked;
