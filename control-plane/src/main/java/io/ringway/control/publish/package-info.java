/** Committed state as numbered immutable snapshots. */
@NullMarked
package io.ringway.control.publish;

import org.jspecify.annotations.NullMarked;
