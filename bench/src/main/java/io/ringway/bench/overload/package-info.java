/** The balancer under clients that are many, slow or rude, and what a good client notices of it. */
@NullMarked
package io.ringway.bench.overload;

import org.jspecify.annotations.NullMarked;
