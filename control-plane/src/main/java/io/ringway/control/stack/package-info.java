/** Several changes tried together before any of them is made. */
@NullMarked
package io.ringway.control.stack;

import org.jspecify.annotations.NullMarked;
