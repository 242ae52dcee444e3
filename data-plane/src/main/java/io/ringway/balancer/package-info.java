/** The balancer process, from its start to its graceful shutdown. */
@NullMarked
package io.ringway.balancer;

import org.jspecify.annotations.NullMarked;
