/** Looks at a ring without changing it: the picture, and where a key goes and why. */
@NullMarked
package io.ringway.control.explore;

import org.jspecify.annotations.NullMarked;
