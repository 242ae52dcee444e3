package io.ringway.control.publish;

/**
 * The newest revision of a workspace, with its row locked until the transaction ends: whoever holds
 * it is the only writer.
 *
 * @param epoch rises when a backup is restored
 * @param revision number of the newest revision, 0 before the first
 */
public record RevisionHead(String workspace, long epoch, long revision) {}
