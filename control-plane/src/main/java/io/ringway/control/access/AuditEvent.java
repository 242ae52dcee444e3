package io.ringway.control.access;

import java.time.Instant;

/**
 * Something that concerns access, also what was refused.
 *
 * @param id grows with time
 * @param at when
 * @param kind what, such as {@code login.refused}
 * @param actor who, or who it claimed to be
 * @param address network address of the client, or {@code -}
 * @param detail one sentence
 */
record AuditEvent(long id, Instant at, String kind, String actor, String address, String detail) {}
