/** Counters of traffic, merged from all event loops once a second. */
@NullMarked
package io.ringway.balancer.telemetry;

import org.jspecify.annotations.NullMarked;
