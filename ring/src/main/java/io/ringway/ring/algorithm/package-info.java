/** The placement algorithms, one file each; {@link io.ringway.ring.Rings} lists them. */
@NullMarked
package io.ringway.ring.algorithm;

import org.jspecify.annotations.NullMarked;
