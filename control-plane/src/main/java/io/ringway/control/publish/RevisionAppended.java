package io.ringway.control.publish;

import io.ringway.protocol.ConfigSnapshot;

/** A revision was written by this process; it counts once its transaction commits. */
record RevisionAppended(ConfigSnapshot config) {}
