/** Who may do what: users, roles, sessions, API tokens, the audit trail of both. */
@NullMarked
package io.ringway.control.access;

import org.jspecify.annotations.NullMarked;
