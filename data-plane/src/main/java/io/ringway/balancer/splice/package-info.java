/**
 * Bodies that go from one socket to another within the kernel (splice(2)): their bytes are never
 * copied into this process. Linux only, on io_uring and epoll; everywhere else they are copied.
 */
@NullMarked
package io.ringway.balancer.splice;

import org.jspecify.annotations.NullMarked;
