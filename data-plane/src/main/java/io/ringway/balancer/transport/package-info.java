/** The way to the kernel: io_uring, epoll or NIO. */
@NullMarked
package io.ringway.balancer.transport;

import org.jspecify.annotations.NullMarked;
