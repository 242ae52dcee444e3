package io.ringway.balancer.routing;

import java.time.InstantSource;

/**
 * The one reference to the table in force. A request reads it once and keeps what it read; a swap
 * is one store.
 */
public final class ActiveTable {

  /** How often {@link #advance} is due, in milliseconds. */
  public static final long ADVANCE_MILLIS = 100;

  private final InstantSource clock;
  private volatile RoutingTable current = RoutingTable.EMPTY;

  /**
   * Nothing is in force yet.
   *
   * @param clock tells how far servers have come that join
   */
  public ActiveTable(InstantSource clock) {
    this.clock = clock;
  }

  /** The table in force. */
  public RoutingTable current() {
    return current;
  }

  /** Puts a table into force for every request that begins from now on. */
  public void swap(RoutingTable next) {
    next.advance(clock.millis());
    current = next;
  }

  /** Gives servers that join the part of their keys that is theirs by now. Any thread. */
  public void advance() {
    current.advance(clock.millis());
  }
}
