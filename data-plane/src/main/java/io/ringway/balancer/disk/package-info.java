/** Files that stay whole when the process crashes. */
@NullMarked
package io.ringway.balancer.disk;

import org.jspecify.annotations.NullMarked;
