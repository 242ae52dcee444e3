/**
 * The transfer of bodies from socket to socket within the kernel (splice(2)), without a copy into
 * this process. Linux only, with io_uring or epoll; bodies are copied everywhere else.
 */
@NullMarked
package io.ringway.balancer.splice;

import org.jspecify.annotations.NullMarked;
