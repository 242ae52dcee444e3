/** The streams of open pages. */
@NullMarked
package io.ringway.control.live;

import org.jspecify.annotations.NullMarked;
