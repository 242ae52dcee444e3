/** The schema of the database. */
@NullMarked
package io.ringway.control.storage;

import org.jspecify.annotations.NullMarked;
