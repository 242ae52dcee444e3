package io.ringway.control.publish;

import io.ringway.protocol.ConfigSnapshot;

/** Event: this process has written a revision. It takes effect once its transaction commits. */
record RevisionAppended(ConfigSnapshot config, PublishedSnapshot built) {}
