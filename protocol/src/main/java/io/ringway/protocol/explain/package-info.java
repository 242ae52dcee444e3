/** Where a key goes and why: one answer, made of what either plane knows. */
@NullMarked
package io.ringway.protocol.explain;

import org.jspecify.annotations.NullMarked;
