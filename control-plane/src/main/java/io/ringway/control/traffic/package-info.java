/** What the balancers report: merged counters and latencies of every server, live. */
@NullMarked
package io.ringway.control.traffic;

import org.jspecify.annotations.NullMarked;
