/** The ports that clients connect to. */
@NullMarked
package io.ringway.balancer.listener;

import org.jspecify.annotations.NullMarked;
