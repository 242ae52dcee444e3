/**
 * The connected balancers: who runs which revision, whether its ring is the same, what it refused.
 */
@NullMarked
package io.ringway.control.fleet;

import org.jspecify.annotations.NullMarked;
