/** What traffic did: counted on each event loop, merged once a second. */
@NullMarked
package io.ringway.balancer.telemetry;

import org.jspecify.annotations.NullMarked;
