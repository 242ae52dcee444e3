/**
 * Bodies that go from one socket to another within the kernel (splice(2)): their bytes are never
 * copied into this process. Linux only, and only on io_uring; everywhere else they are copied.
 */
@NullMarked
package io.ringway.balancer.splice;

import org.jspecify.annotations.NullMarked;
