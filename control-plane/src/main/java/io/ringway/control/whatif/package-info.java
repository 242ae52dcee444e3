/** The consequences of a change, computed from two rings. */
@NullMarked
package io.ringway.control.whatif;

import org.jspecify.annotations.NullMarked;
