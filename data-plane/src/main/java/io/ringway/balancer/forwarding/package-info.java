/** The fields that one hop adds to a request or trusts in it. */
@NullMarked
package io.ringway.balancer.forwarding;

import org.jspecify.annotations.NullMarked;
