package io.ringway.control.publish;

/**
 * Event: a newer snapshot is current. It is sent after the commit, in the order of the revisions,
 * by one thread at a time. Listeners hand slow work over to their own threads.
 */
public record SnapshotPublished(PublishedSnapshot snapshot) {}
