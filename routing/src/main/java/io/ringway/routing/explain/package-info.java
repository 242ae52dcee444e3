/** The explanation of where a key goes, built from the state that either plane knows. */
@NullMarked
package io.ringway.routing.explain;

import org.jspecify.annotations.NullMarked;
