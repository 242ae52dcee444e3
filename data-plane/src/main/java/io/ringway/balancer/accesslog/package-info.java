/** The access log: one line for each request, written without making a request wait. */
@NullMarked
package io.ringway.balancer.accesslog;

import org.jspecify.annotations.NullMarked;
