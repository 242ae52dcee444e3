/** The interface of the original classroom project and its sample cluster. */
@NullMarked
package io.ringway.control.classroom;

import org.jspecify.annotations.NullMarked;
