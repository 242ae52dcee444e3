package io.ringway.control.publish;

/**
 * A newer snapshot is in force. Sent after commit, in the order of the revisions, by one thread at
 * a time; listeners hand slow work over to threads of their own.
 */
public record SnapshotPublished(PublishedSnapshot snapshot) {}
