/**
 * Which server takes a request now: the order that the ring gives, softened by pins, shared keys
 * and bounded loads. One walk, for who routes by it and for who explains it.
 */
@NullMarked
package io.ringway.ring.selection;

import org.jspecify.annotations.NullMarked;
