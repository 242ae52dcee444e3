/** The soak test: the whole system under a script of what people do for months, in minutes. */
@NullMarked
package io.ringway.bench.soak;

import org.jspecify.annotations.NullMarked;
