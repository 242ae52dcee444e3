/** What a ring does, in numbers: shares, movement between two rings, arcs for the picture. */
@NullMarked
package io.ringway.ring.analysis;

import org.jspecify.annotations.NullMarked;
