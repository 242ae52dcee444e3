/** The route of a key, explained. */
@NullMarked
package io.ringway.control.explain;

import org.jspecify.annotations.NullMarked;
