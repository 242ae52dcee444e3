/** The balancer under many, slow or rude clients, as a good client sees it. */
@NullMarked
package io.ringway.bench.overload;

import org.jspecify.annotations.NullMarked;
