package io.ringway.control.fleet;

import io.ringway.control.publish.PublishedSnapshot;
import io.ringway.protocol.Codec;
import io.ringway.protocol.Message;

/**
 * A snapshot and its JSON, encoded once for all balancers.
 *
 * @param snapshot the snapshot
 * @param json the text frame
 */
record EncodedSnapshot(PublishedSnapshot snapshot, String json) implements Outbox.Item {

  static EncodedSnapshot of(PublishedSnapshot snapshot) {
    return new EncodedSnapshot(
        snapshot, Codec.encode(new Message.Publish(snapshot.config(), snapshot.digest())));
  }

  boolean olderThan(EncodedSnapshot other) {
    return snapshot.config().compareTo(other.snapshot.config()) < 0;
  }

  boolean is(long epoch, long revision) {
    return snapshot.config().epoch() == epoch && snapshot.config().revision() == revision;
  }
}
