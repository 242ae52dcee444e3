/** The connected balancers. */
@NullMarked
package io.ringway.control.fleet;

import org.jspecify.annotations.NullMarked;
