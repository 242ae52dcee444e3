/** Explanations of the routing of a key. */
@NullMarked
package io.ringway.control.explain;

import org.jspecify.annotations.NullMarked;
