package io.ringway.control.access;

/**
 * Event: all sessions of a user have ended.
 *
 * @param name name of the user
 */
public record SessionsEnded(String name) {}
