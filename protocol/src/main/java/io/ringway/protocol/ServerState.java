package io.ringway.protocol;

/** What the operator wants of a server; health is observed and is not part of it. */
public enum ServerState {
  /** On the ring, takes its keys. */
  READY,
  /**
   * On the ring, takes no request; requests under way finish. Its keys go to their next candidates.
   */
  DRAINING,
  /** Off the ring. */
  DISABLED
}
