/** The contract between the planes: their messages as records with a JSON form. */
@NullMarked
package io.ringway.protocol;

import org.jspecify.annotations.NullMarked;
