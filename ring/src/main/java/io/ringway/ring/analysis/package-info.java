/** The figures of a ring: shares, movement between two rings, arcs. */
@NullMarked
package io.ringway.ring.analysis;

import org.jspecify.annotations.NullMarked;
