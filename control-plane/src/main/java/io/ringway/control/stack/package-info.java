/** Several changes tried together before any is applied. */
@NullMarked
package io.ringway.control.stack;

import org.jspecify.annotations.NullMarked;
