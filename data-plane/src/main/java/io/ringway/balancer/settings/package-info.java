/** The options that an operator can set on the command line or in the environment. */
@NullMarked
package io.ringway.balancer.settings;

import org.jspecify.annotations.NullMarked;
