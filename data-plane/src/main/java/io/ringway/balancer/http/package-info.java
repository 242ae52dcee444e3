/** An HTTP message, whatever version carries it: its head, its limits, its failures. */
@NullMarked
package io.ringway.balancer.http;

import org.jspecify.annotations.NullMarked;
