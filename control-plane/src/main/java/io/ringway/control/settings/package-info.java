/** The settings of a cluster as a form. */
@NullMarked
package io.ringway.control.settings;

import org.jspecify.annotations.NullMarked;
