package io.ringway.balancer.telemetry;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The counters of all event loops, and what became of the ports. Safe for use by any number of
 * threads.
 */
public final class Telemetry {

  private final List<LoopTelemetry> loops = new CopyOnWriteArrayList<>();
  private volatile List<PortState> ports = List.of();

  /** No loops and no ports yet. */
  public Telemetry() {}

  /** Counters for one more event loop, which must be their only writer. */
  public LoopTelemetry forLoop() {
    LoopTelemetry loop = new LoopTelemetry();
    loops.add(loop);
    return loop;
  }

  List<LoopTelemetry> loops() {
    return loops;
  }

  /** The ports that are to be listened on are these now. */
  public void ports(List<PortState> now) {
    ports = List.copyOf(now);
  }

  List<PortState> ports() {
    return ports;
  }
}
