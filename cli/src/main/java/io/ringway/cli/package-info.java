/** The commands for migrating from other load balancers without moving a key. */
@NullMarked
package io.ringway.cli;

import org.jspecify.annotations.NullMarked;
