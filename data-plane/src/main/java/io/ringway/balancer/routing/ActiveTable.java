package io.ringway.balancer.routing;

/**
 * The one reference to the table in force. A request reads it once and keeps what it read; a swap
 * is one store.
 */
public final class ActiveTable {

  private volatile RoutingTable current = RoutingTable.EMPTY;

  /** The table in force. */
  public RoutingTable current() {
    return current;
  }

  /** Puts a table into force for every request that begins from now on. */
  public void swap(RoutingTable next) {
    current = next;
  }
}
