/** The revision log: its list, differences, rollback. */
@NullMarked
package io.ringway.control.history;

import org.jspecify.annotations.NullMarked;
