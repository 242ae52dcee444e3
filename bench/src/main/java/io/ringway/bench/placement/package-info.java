/** The speed of lookups or builds of a ring. */
@NullMarked
package io.ringway.bench.placement;

import org.jspecify.annotations.NullMarked;
