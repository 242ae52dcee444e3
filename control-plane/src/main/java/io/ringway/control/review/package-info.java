/** The way from a proposed change to an applied one. */
@NullMarked
package io.ringway.control.review;

import org.jspecify.annotations.NullMarked;
