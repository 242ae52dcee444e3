/**
 * The selection of a server for each request: the order of the ring, adjusted for pins, shared keys
 * or bounded loads. Routing uses the same code as its explanation.
 */
@NullMarked
package io.ringway.ring.selection;

import org.jspecify.annotations.NullMarked;
