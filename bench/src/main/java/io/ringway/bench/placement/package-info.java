/** How fast a ring is looked up and built. */
@NullMarked
package io.ringway.bench.placement;

import org.jspecify.annotations.NullMarked;
