package io.ringway.balancer.routing;

import java.time.InstantSource;

/**
 * The reference to the routing table in force. A request reads it once and uses that table to its
 * end; a swap is one store.
 */
public final class ActiveTable {

  /** The period of {@link #advance}, in milliseconds. */
  public static final long ADVANCE_MILLIS = 100;

  private final InstantSource clock;
  private volatile RoutingTable current = RoutingTable.EMPTY;

  /**
   * Creates a reference to an empty table.
   *
   * @param clock for slow start
   */
  public ActiveTable(InstantSource clock) {
    this.clock = clock;
  }

  /** Returns the table in force. */
  public RoutingTable current() {
    return current;
  }

  /** Puts a table into force for every request that begins from now on. */
  public void swap(RoutingTable next) {
    next.advance(clock.millis());
    current = next;
  }

  /** Advances the slow start of servers that join. Any thread. */
  public void advance() {
    current.advance(clock.millis());
  }
}
