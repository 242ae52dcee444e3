/** Placement: which server owns a key. */
@NullMarked
package io.ringway.ring;

import org.jspecify.annotations.NullMarked;
