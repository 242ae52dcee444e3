/** The hottest keys of a cluster and the remedies for them. */
@NullMarked
package io.ringway.control.hotkeys;

import org.jspecify.annotations.NullMarked;
