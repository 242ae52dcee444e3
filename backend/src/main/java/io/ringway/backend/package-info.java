/** The sample replica, which responds with its own name. */
@NullMarked
package io.ringway.backend;

import org.jspecify.annotations.NullMarked;
