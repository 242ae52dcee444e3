/** The lifecycle of replicas: local processes or Docker containers. */
@NullMarked
package io.ringway.control.replica;

import org.jspecify.annotations.NullMarked;
