package io.ringway.protocol;

/** The operator's intent for a server. Health is observed and not part of it. */
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
