/** The sample replica: says who it is, and that it is alive. */
@NullMarked
package io.ringway.backend;

import org.jspecify.annotations.NullMarked;
