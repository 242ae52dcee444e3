/** Which servers can take a request: active checks, and what traffic tells. */
@NullMarked
package io.ringway.balancer.health;

import org.jspecify.annotations.NullMarked;
