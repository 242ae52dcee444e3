/** The pages of one cluster, down to each of its servers. */
@NullMarked
package io.ringway.control.dashboard;

import org.jspecify.annotations.NullMarked;
