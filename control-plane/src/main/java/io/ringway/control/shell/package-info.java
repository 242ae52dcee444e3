/** The parts that all pages and REST responses share. */
@NullMarked
package io.ringway.control.shell;

import org.jspecify.annotations.NullMarked;
