/** The admin port: liveness, readiness, metrics, explanations. */
@NullMarked
package io.ringway.balancer.admin;

import org.jspecify.annotations.NullMarked;
