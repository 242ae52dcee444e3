/** The soak test: months of people's actions as a script against the whole system. */
@NullMarked
package io.ringway.bench.soak;

import org.jspecify.annotations.NullMarked;
