/** The pages of one cluster and of its servers. */
@NullMarked
package io.ringway.control.dashboard;

import org.jspecify.annotations.NullMarked;
