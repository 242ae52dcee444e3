/** Measurements that a user can repeat. */
@NullMarked
package io.ringway.bench;

import org.jspecify.annotations.NullMarked;
