/** Authentication, authorization, users, API tokens, the audit trail. */
@NullMarked
package io.ringway.control.access;

import org.jspecify.annotations.NullMarked;
