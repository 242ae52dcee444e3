/** The health of servers, observed by active checks or by traffic. */
@NullMarked
package io.ringway.balancer.health;

import org.jspecify.annotations.NullMarked;
