/** Rings and charts drawn as SVG: pure functions without Spring. */
@NullMarked
package io.ringway.control.picture;

import org.jspecify.annotations.NullMarked;
