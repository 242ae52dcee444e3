/** The interface of the original classroom project with its sample cluster. */
@NullMarked
package io.ringway.control.classroom;

import org.jspecify.annotations.NullMarked;
