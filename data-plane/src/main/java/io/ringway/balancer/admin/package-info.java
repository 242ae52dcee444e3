/** The second port: live, ready, metrics, the active snapshot, explain a key. */
@NullMarked
package io.ringway.balancer.admin;

import org.jspecify.annotations.NullMarked;
