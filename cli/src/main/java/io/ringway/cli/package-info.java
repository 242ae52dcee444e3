/** The commands that take over from other load balancers and prove that no key moves. */
@NullMarked
package io.ringway.cli;

import org.jspecify.annotations.NullMarked;
