/** The balancer process: reads its settings, wires the rooms, starts and stops them in order. */
@NullMarked
package io.ringway.balancer;

import org.jspecify.annotations.NullMarked;
