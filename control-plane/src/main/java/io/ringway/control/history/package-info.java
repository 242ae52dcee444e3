/** Who changed what: the list of revisions, the difference of two, the way back. */
@NullMarked
package io.ringway.control.history;

import org.jspecify.annotations.NullMarked;
