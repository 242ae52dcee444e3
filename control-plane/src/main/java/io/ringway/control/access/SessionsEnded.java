package io.ringway.control.access;

/**
 * Event: every session of a person is over.
 *
 * @param name the person's
 */
public record SessionsEnded(String name) {}
