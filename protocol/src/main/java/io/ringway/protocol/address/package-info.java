/** The policy for the addresses of servers, based on address ranges. */
@NullMarked
package io.ringway.protocol.address;

import org.jspecify.annotations.NullMarked;
