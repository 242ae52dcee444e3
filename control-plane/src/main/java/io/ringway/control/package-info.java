/** The control plane of Ringway. */
@NullMarked
package io.ringway.control;

import org.jspecify.annotations.NullMarked;
