package io.ringway.control.access;

import java.time.Instant;

/**
 * An event of the audit trail, such as a login, a change of a token or a refused request.
 *
 * @param id grows with time
 * @param at when it happened
 * @param kind kind of the event, such as {@code login.refused}
 * @param actor who caused it, or who the client claimed to be
 * @param address network address of the client, or {@code -}
 * @param detail one sentence
 */
record AuditEvent(long id, Instant at, String kind, String actor, String address, String detail) {}
