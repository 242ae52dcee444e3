package io.ringway.control.publish;

/**
 * The head row of a workspace, which names the newest revision. {@link Revisions#lock} locks the
 * row until the transaction ends, so that there is one writer at a time.
 *
 * @param epoch rises when a backup is restored
 * @param revision number of the newest revision, 0 before the first
 */
public record RevisionHead(String workspace, long epoch, long revision) {}
