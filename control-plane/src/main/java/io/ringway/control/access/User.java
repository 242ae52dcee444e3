package io.ringway.control.access;

import java.time.Instant;

/**
 * A person who can log in.
 *
 * @param name lower case
 * @param role in the default workspace
 * @param createdAt when the account was made
 */
record User(String name, Role role, Instant createdAt) {}
