/** All clusters at a glance. */
@NullMarked
package io.ringway.control.overview;

import org.jspecify.annotations.NullMarked;
