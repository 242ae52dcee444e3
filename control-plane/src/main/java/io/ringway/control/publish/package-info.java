/**
 * Turns committed state into numbered immutable snapshots, with the log of revisions that led
 * there.
 */
@NullMarked
package io.ringway.control.publish;

import org.jspecify.annotations.NullMarked;
