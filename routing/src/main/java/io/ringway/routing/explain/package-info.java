/** Where a key goes and why: one answer, made of what either plane knows. */
@NullMarked
package io.ringway.routing.explain;

import org.jspecify.annotations.NullMarked;
