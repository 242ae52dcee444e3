/** The access log: one line for each request, written without delaying it. */
@NullMarked
package io.ringway.balancer.accesslog;

import org.jspecify.annotations.NullMarked;
