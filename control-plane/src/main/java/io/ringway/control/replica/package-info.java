/** Starts and stops the replicas that clusters want: local processes or Docker containers. */
@NullMarked
package io.ringway.control.replica;

import org.jspecify.annotations.NullMarked;
