/** The balancer measured against other proxies. */
@NullMarked
package io.ringway.bench.proxy;

import org.jspecify.annotations.NullMarked;
